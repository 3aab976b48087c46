/**
 * How a join is decided: by how many lanes must succeed or fail, and what it then gives. Plain runs, the interpreter and
 * the store follow the same rule.
 *
 * Always: what ends after the join was decided changes nothing of what it gives.
 */
import { ConcurrencyInvalidError, JoinOptionInvalidError, LaneMissingError } from '../errors/flow.js';
import type { JoinMode } from '../graph/nodes.js';

/** The numbers that a join was given beside its mode; absent: it was not. */
export interface JoinTerms {
  /** How many lanes must succeed in mode `atLeast`. */
  readonly atLeast?: unknown;
  /** How many lanes may fail in mode `settled`: a number, or a share such as `'10%'`. */
  readonly tolerate?: unknown;
}

/** How many lanes must succeed or fail for the join to be decided; absent: so many never decide it, only the end of all lanes. */
export interface JoinRule {
  /** Decided once so many lanes have succeeded. Absent: successes alone decide nothing. */
  readonly successes?: number;
  /** Decided once so many lanes have failed. Absent: failures alone decide nothing. */
  readonly failures?: number;
}

/** How a lane ended, and where it was written. */
export type LaneEnd = { readonly position: number } & (
  { readonly succeeded: true; readonly value: unknown } | { readonly succeeded: false; readonly error: unknown }
);

/** The lanes that ended, up to the one that decided the join. */
export interface Decision {
  /** In the order in which they ended. */
  readonly ends: readonly LaneEnd[];
  /** The one that decided; absent: the end of all lanes did. */
  readonly by?: LaneEnd;
}

/** What a join gives. */
export type JoinOutcome = { readonly value: unknown } | { readonly error: unknown };

/** @throws {ConcurrencyInvalidError} unless it is a whole number of at least 1. */
export function assertConcurrency(concurrency: unknown): asserts concurrency is number {
  if (!(Number.isSafeInteger(concurrency) && (concurrency as number) >= 1)) throw new ConcurrencyInvalidError(String(concurrency));
}

/** @throws {LaneMissingError} if the list has holes. */
export function assertNoHoles(lanes: readonly unknown[]): void {
  for (let position = 0; position < lanes.length; position += 1) if (!(position in lanes)) throw new LaneMissingError(position);
}

const rules: { readonly [M in JoinMode]: (count: number, terms: JoinTerms) => JoinRule } = {
  all: () => ({ failures: 1 }),
  settled: (count, { tolerate }) => (tolerate === undefined ? {} : { failures: tolerated(count, tolerate) + 1 }),
  any: () => ({ successes: 1 }),
  race: () => ({ successes: 1, failures: 1 }),
  atLeast: (count, { atLeast }) => {
    assertAtLeast(atLeast);
    return { successes: atLeast, failures: Math.max(0, count - atLeast + 1) };
  },
};

/**
 * The rule of a join of `count` lanes.
 *
 * @throws {JoinOptionInvalidError} if a number that it was given is impossible.
 */
export function joinRule(mode: JoinMode, count: number, terms: JoinTerms = {}): JoinRule {
  if (terms.tolerate !== undefined && mode !== 'settled') {
    throw new JoinOptionInvalidError('tolerate', `goes with mode 'settled' only, not with '${mode}'`);
  }
  return rules[mode](count, terms);
}

function assertAtLeast(atLeast: unknown): asserts atLeast is number {
  if (Number.isSafeInteger(atLeast) && (atLeast as number) >= 1) return;
  throw new JoinOptionInvalidError('atLeast', `cannot be ${String(atLeast)}; give a whole number of at least 1`);
}

const share = /^(\d+(?:\.\d+)?)%$/;

function tolerated(count: number, tolerate: unknown): number {
  if (Number.isSafeInteger(tolerate) && (tolerate as number) >= 0) return tolerate as number;
  const percent = typeof tolerate === 'string' ? Number(share.exec(tolerate)?.[1] ?? Number.NaN) : Number.NaN;
  if (percent <= 100) return Math.floor((count * percent) / 100);
  throw new JoinOptionInvalidError(
    'tolerate',
    `cannot be ${String(tolerate)}; give a whole number of at least 0, or a share such as '10%'`,
  );
}

/** Whether the lanes that ended decide the join. */
export function isDecided({ successes, failures }: JoinRule, succeeded: number, failed: number): boolean {
  return (successes !== undefined && succeeded >= successes) || (failures !== undefined && failed >= failures);
}

/** Cuts off what ended after the join was decided. `ends`: in the order in which the lanes ended. */
export function decide(rule: JoinRule, ends: readonly LaneEnd[]): Decision {
  let succeeded = 0;
  for (const [index, by] of ends.entries()) {
    succeeded += by.succeeded ? 1 : 0;
    if (isDecided(rule, succeeded, index + 1 - succeeded)) return { ends: ends.slice(0, index + 1), by };
  }
  return { ends };
}

/** The names of the lanes, or how many there are. */
export type LaneNames = readonly string[] | number;

/** What the decision makes of the lanes, in the shape in which they were written. */
export function joinOutcome(mode: JoinMode, lanes: LaneNames, { ends, by }: Decision): JoinOutcome {
  if (by && !by.succeeded && (mode === 'all' || mode === 'race')) return { error: by.error };
  if (by ? !by.succeeded : mode === 'any' || mode === 'atLeast') return { error: failureOf(mode, lanes, ends) };
  if (by?.succeeded && (mode === 'any' || mode === 'race')) return { value: winner(lanes, by) };
  return { value: shaped(lanes, ends, mode) };
}

function countOf(lanes: LaneNames): number {
  return typeof lanes === 'number' ? lanes : lanes.length;
}

/** As `Promise.any` throws it: the errors in the order in which the lanes were written. */
function failureOf(mode: JoinMode, lanes: LaneNames, ends: readonly LaneEnd[]): AggregateError {
  const errors = ends.toSorted((one, other) => one.position - other.position).flatMap((end) => (end.succeeded ? [] : [end.error]));
  if (mode === 'any') return new AggregateError(errors, 'All promises were rejected');
  const problem = mode === 'settled' ? 'more lanes failed than are tolerated' : 'too few lanes can still succeed';
  return new AggregateError(errors, `${problem}: ${errors.length} of ${countOf(lanes)} failed`);
}

function winner(lanes: LaneNames, by: LaneEnd & { readonly succeeded: true }): unknown {
  return typeof lanes === 'number' ? by.value : { lane: lanes[by.position], value: by.value };
}

function shaped(lanes: LaneNames, ends: readonly LaneEnd[], mode: JoinMode): unknown {
  const byPosition = new Map(ends.map((end) => [end.position, end]));
  const results = Array.from({ length: countOf(lanes) }, (_, position) => resultOf(byPosition.get(position), mode));
  return typeof lanes === 'number' ? results : Object.fromEntries(lanes.map((name, position) => [name, results[position]]));
}

function resultOf(end: LaneEnd | undefined, mode: JoinMode): unknown {
  if (end === undefined) return { status: 'canceled' };
  if (mode === 'all') return end.succeeded ? end.value : undefined;
  return end.succeeded ? { status: 'fulfilled', value: end.value } : { status: 'rejected', reason: end.error };
}
