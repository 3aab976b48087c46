/** What an invariant is, for those who check one. */
import type { Evidence } from '../evidence/evidence.ts';

/** One place at which it does not hold. */
export interface Finding {
  readonly instance: string;
  readonly problem: string;
  /** The lines and rows that show it. */
  readonly evidence: readonly unknown[];
}

export interface Violation extends Finding {
  readonly invariant: string;
}

export interface Invariant {
  /** `'1'` to `'10'`, as in ARCHITECTURE.md, or the name of what is checked besides. */
  readonly name: string;
  readonly says: string;
  readonly check: (evidence: Evidence) => readonly Finding[];
}
