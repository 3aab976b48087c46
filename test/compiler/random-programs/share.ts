/** What the process that people start and those that search tell each other. */
/** What one of them searches. */
export interface Share {
  /** Of its first batch. */
  readonly seed: number;
  /** Only this program of the batch. */
  readonly index?: number | undefined;
  /** From the seed of one of its batches to the next. */
  readonly stride: number;
  /** So many at most. */
  readonly programs: number;
  /** It draws no other batch after so long. */
  readonly ms: number;
  /** A mistake to be found. Its programs are not shrunk. */
  readonly mutant?: string | undefined;
}

/** What it has found so far. */
export interface Report {
  readonly programs: number;
  /** Programs with a mistake that were refused for it. */
  readonly mistakes: number;
  readonly runs: number;
  readonly crashes: number;
  readonly refused: Readonly<Record<string, number>>;
  /** For people. */
  readonly failures: readonly string[];
}
