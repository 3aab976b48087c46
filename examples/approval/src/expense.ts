/** An expense, and what people say to it. */
import type { Duration } from '@waystone/core';

export interface Expense {
  readonly id: string;
  readonly employee: string;
  readonly purpose: string;
  /** In cents. */
  readonly amount: number;
  /** Who is asked, one after the other, e.g. the team lead, then the head of finance. */
  readonly approvers: readonly string[];
  /** How long one person may take until the next reminder, e.g. `'2d'`. */
  readonly patience: Duration;
}

export interface Decision {
  readonly approved: boolean;
  readonly by: string;
}
