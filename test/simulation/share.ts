/** What the processes that simulate are given, and what they tell. JSON. */

export interface Share {
  readonly seed: number;
  /** From one seed to the next. */
  readonly stride: number;
  readonly scenarios: number;
  readonly ms: number;
  readonly on: 'sqlite' | 'postgres';
  readonly mutant: string | undefined;
  /** Whether what fails is made smaller. */
  readonly shrinks: boolean;
}

export interface Found {
  scenarios: number;
  steps: number;
  commits: number;
  faults: number;
  readonly failures: Failed[];
}

/** A scenario that failed. */
export interface Failed {
  readonly seed: number;
  /** Names of what does not hold. */
  readonly violated: readonly string[];
  /** For people. */
  readonly text: string;
}
