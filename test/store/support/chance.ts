/** Chance that repeats itself: the same numbers for a seed. */
import { expect } from 'vitest';

export class Chance {
  constructor(private seed: number) {}

  /** A number in [0, 1). */
  next(): number {
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.seed / 2 ** 32;
  }

  /** A whole number in [0, `count`). */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  of<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)] ?? expect.fail('there is nothing to choose from');
  }
}
