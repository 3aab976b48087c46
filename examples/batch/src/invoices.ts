/** What a batch is asked for and what comes of it. */

export interface Invoice {
  readonly customer: string;
  readonly email: string;
  readonly cents: number;
}

export interface Month {
  readonly name: string;
  readonly invoices: readonly Invoice[];
  /** Invoices that are under way at once. */
  readonly chunk: number;
}

export interface Progress {
  readonly sent: number;
  readonly failed: number;
  readonly total: number;
}

export interface Failure {
  readonly customer: string;
  readonly reason: string;
}

export interface Summary {
  readonly sent: number;
  readonly failures: readonly Failure[];
  /** Id of the instance that archives the month, long after this one has ended. */
  readonly archive: string;
}
