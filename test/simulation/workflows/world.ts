/** What the tasks of the simulated workflows are given by the process that performs them. */

export interface World {
  /** Takes a while, and fails now and then: the same for the same attempt of the same step. */
  readonly moment: () => Promise<void>;
  /** Takes long, perhaps longer than a lease, and does not fail. */
  readonly hours: () => Promise<void>;
  /** Does it in a while, when the task may have ended. */
  readonly later: (work: () => void) => void;
  /** The time of the machine with the database. */
  readonly now: () => number;
  /** The author's own table, within a transaction. */
  readonly bank: (transaction: unknown) => Bank;
}

export interface Bank {
  /** Gives whether there was so much. */
  readonly take: (account: string, cents: number) => Promise<boolean>;
  readonly give: (account: string, cents: number) => Promise<void>;
}
