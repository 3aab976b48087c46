/** What was found: every figure of every contender on one database, round by round. */
import { median } from '../../../measure/src/figures.js';
import type { Figure, Unit } from '../../../measure/src/figures.js';

export interface Cell {
  readonly median: number;
  /** Least and greatest median of a round. */
  readonly least: number;
  readonly greatest: number;
  /** Median of each round, in their order; undefined where a round failed. */
  readonly rounds: readonly (number | undefined)[];
}

export interface Row {
  readonly what: string;
  readonly unit: Unit;
  readonly cells: ReadonlyMap<string, Cell>;
}

export class Findings {
  readonly #rows = new Map<string, { readonly unit: Unit; readonly rounds: Map<string, (number | undefined)[]> }>();
  readonly #failures = new Map<string, string>();

  constructor(readonly database: string) {}

  add(contender: string, round: number, figures: readonly Figure[]): void {
    for (const { what, unit, samples } of figures) {
      const row = this.#rows.get(what) ?? { unit, rounds: new Map<string, (number | undefined)[]>() };
      const rounds = row.rounds.get(contender) ?? [];
      rounds[round] = median(samples);
      row.rounds.set(contender, rounds);
      this.#rows.set(what, row);
    }
  }

  /** Says why a cell is empty. Keeps the first reason. */
  fail(contender: string, workload: string, reason: string): void {
    const key = `${contender}, ${workload}`;
    if (!this.#failures.has(key)) this.#failures.set(key, reason);
  }

  get failures(): readonly string[] {
    return [...this.#failures].map(([where, reason]) => `${where}: ${reason}`);
  }

  get rows(): readonly Row[] {
    return [...this.#rows].map(([what, { unit, rounds }]) => ({
      what,
      unit,
      cells: new Map([...rounds].map(([contender, medians]) => [contender, cellOf(medians)])),
    }));
  }
}

function cellOf(rounds: readonly (number | undefined)[]): Cell {
  const found = rounds.filter((value) => value !== undefined);
  return { median: median(found), least: Math.min(...found), greatest: Math.max(...found), rounds: [...rounds] };
}

/** How many times as good one is as another: the median over the rounds that both have. */
export function timesBetter(unit: Unit, one: Cell, other: Cell): number | undefined {
  const ratios = one.rounds.flatMap((mine, round) => {
    const theirs = other.rounds[round];
    if (mine === undefined || theirs === undefined) return [];
    return isMoreBetter(unit) ? [mine / theirs] : [theirs / mine];
  });
  return ratios.length > 0 ? median(ratios) : undefined;
}

export function isMoreBetter(unit: Unit): boolean {
  return unit === '/s';
}
