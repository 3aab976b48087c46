/** Joins: lanes that run concurrently, and how their outcomes become one. The types follow the shape and the mode. */
import { ConcurrencyInvalidError } from '../errors/flow.js';
import type { JoinMode } from '../graph/nodes.js';
import { clockForWait } from '../runtime/plain.js';

/** Outcome of one lane of a `'settled'` join. Plain data: it can be stored, returned and published. */
export type Settled<T> = { readonly status: 'fulfilled'; readonly value: T } | { readonly status: 'rejected'; readonly reason: unknown };

type LaneResult<T, M extends JoinMode> = M extends 'settled' ? Settled<Awaited<T>> : Awaited<T>;

/** What a join of these lanes gives: the same shape, in the order written. */
export type Joined<L, M extends JoinMode> = { -readonly [K in keyof L]: LaneResult<L[K], M> };

/** How lanes are joined. */
export interface JoinOptions<M extends JoinMode = JoinMode> {
  /** `'all'` (default): the first failure cancels the other lanes and rejects. `'settled'`: every lane's outcome. */
  readonly mode?: M;
  /** How many lanes run at once; a whole number of at least 1. Default: all. In a plain run lanes have begun already. */
  readonly concurrency?: number | undefined;
}

type LaneArray = readonly PromiseLike<unknown>[] | readonly [];
type LaneObject = Readonly<Record<string, PromiseLike<unknown>>>;

/** @throws {ConcurrencyInvalidError} unless it is a whole number of at least 1. */
export function assertConcurrency(concurrency: unknown): asserts concurrency is number {
  if (!(Number.isSafeInteger(concurrency) && (concurrency as number) >= 1)) throw new ConcurrencyInvalidError(String(concurrency));
}

/** Outcomes of lanes, back in the shape in which the lanes were given. */
function shapeLike(lanes: LaneArray | LaneObject, results: readonly unknown[]): unknown {
  if (Array.isArray(lanes)) return results;
  return Object.fromEntries(Object.keys(lanes).map((key, index) => [key, results[index]]));
}

/**
 * Runs lanes concurrently and waits for them: by name, by position, or one per item of a list. In flows only.
 *
 * @example const { receipt, parcel } = await join({ receipt: this.charge(order), parcel: this.reserve(order) });
 * @example const pages = await join(urls.map((url) => this.fetch(url)), { mode: 'settled', concurrency: 8 });
 * @throws the error of the lane that failed first (mode `'all'`), {CanceledError} if the instance or the lane around it was
 * canceled, or {ConcurrencyInvalidError}.
 */
export function join<const L extends LaneArray, M extends JoinMode = 'all'>(lanes: L, options?: JoinOptions<M>): Promise<Joined<L, M>>;
export function join<L extends LaneObject, M extends JoinMode = 'all'>(lanes: L, options?: JoinOptions<M>): Promise<Joined<L, M>>;
export async function join(lanes: LaneArray | LaneObject, options: JoinOptions = {}): Promise<unknown> {
  const outcomes = Promise.allSettled(Object.values(lanes));
  clockForWait('join');
  if (options.concurrency !== undefined) assertConcurrency(options.concurrency);
  return shapeLike(lanes, options.mode === 'settled' ? await outcomes : await Promise.all(Object.values(lanes)));
}
