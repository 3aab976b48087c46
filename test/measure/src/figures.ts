/** What a workload found, and what is said of it in a table. */

export type Unit = 'ms' | 'ratio' | '/s' | 'MB' | 'B' | '';

/** Samples of one quantity, of one round. */
export interface Figure {
  readonly what: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
  /** What it should be, for people. */
  readonly target?: string;
}

/** The same quantity over all rounds. */
export interface Summary {
  readonly what: string;
  readonly unit: Unit;
  readonly target: string;
  readonly samples: number;
  readonly median: number;
  readonly p99: number;
  /** Least and greatest median of a round. */
  readonly least: number;
  readonly greatest: number;
}

export function figure(what: string, unit: Unit, samples: readonly number[] | number, target?: string): Figure {
  return { what, unit, samples: typeof samples === 'number' ? [samples] : samples, ...(target !== undefined && { target }) };
}

export function summarize(rounds: readonly Figure[]): Summary {
  const [first] = rounds;
  if (!first) throw new Error('a summary of nothing was wanted');
  const all = rounds.flatMap(({ samples }) => samples);
  const medians = rounds.map(({ samples }) => quantile(samples, 0.5));
  return {
    what: first.what,
    unit: first.unit,
    target: first.target ?? '',
    samples: all.length,
    median: quantile(all, 0.5),
    p99: quantile(all, 0.99),
    least: Math.min(...medians),
    greatest: Math.max(...medians),
  };
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The sample below or at which that part of all samples lies. */
function quantile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
