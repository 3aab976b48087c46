/** What can carry out trivial steps: Waystone in one process, the bare loop, others. All answer the same questions. */

export interface ChainsRequest {
  readonly instances: number;
  readonly steps: number;
}

export interface ForksRequest {
  readonly lanes: number;
  readonly times: number;
}

export interface Runner {
  /** Runs that many instances at once, that many steps each. Gives how long it took, in milliseconds. */
  readonly chains: (request: ChainsRequest) => Promise<number>;
  /** One instance alone. Gives how long each step took. */
  readonly steps: (count: number) => Promise<readonly number[]>;
  /** One instance alone. Gives how long each fork took, from before it to after its join. */
  readonly forks: (request: ForksRequest) => Promise<readonly number[]>;
}

/** What each step stores, beside what the runner stores for itself. */
export const value = 'x'.repeat(100);
