/** Joins: lanes that run concurrently, and how their outcomes become one. The types follow the shape and the mode. */
import { cancelable, giveUp } from '../runtime/cancelable.js';
import { clockForWait } from '../runtime/plain.js';
import { assertConcurrency, assertNoHoles, decide, isDecided, joinOutcome, joinRule, type JoinRule, type LaneEnd } from './joining.js';

/** Outcome of one lane of a `'settled'` join. Plain data: it can be stored, returned and published. */
export type Settled<T> = { readonly status: 'fulfilled'; readonly value: T } | { readonly status: 'rejected'; readonly reason: unknown };

/** Outcome of one lane of an `{ atLeast: n }` join: `canceled` had not ended when n lanes had succeeded. */
export type SettledOrCanceled<T> = Settled<T> | { readonly status: 'canceled' };

/** `{ atLeast: n }`: go on as soon as n lanes succeeded. */
export interface AtLeast {
  /** A whole number of at least 1. */
  readonly atLeast: number;
}

/** How the outcomes of lanes become one; see {@link JoinOptions.mode}. */
export type JoinModeOption = 'all' | 'settled' | 'any' | 'race' | AtLeast;

type LaneResult<T, M> = M extends AtLeast ? SettledOrCanceled<Awaited<T>> : M extends 'settled' ? Settled<Awaited<T>> : Awaited<T>;

/** The lane that won, of lanes by name; of a list it is the value alone. */
type Winner<L> = L extends readonly unknown[]
  ? Awaited<L[number]>
  : { [K in keyof L]: { readonly lane: K; readonly value: Awaited<L[K]> } }[keyof L];

type Winning = 'any' | 'race';
type Shaped<L, M> = [M] extends [never] ? never : { -readonly [K in keyof L]: LaneResult<L[K], M> };

/** What a join of these lanes gives: the same shape, in the order written; in the modes `'any'` and `'race'` what won. */
export type Joined<L, M extends JoinModeOption> = Shaped<L, Exclude<M, Winning>> | (M extends Winning ? Winner<L> : never);

/** How lanes are joined. */
export interface JoinOptions<M extends JoinModeOption = JoinModeOption> {
  /**
   * - `'all'` (default): every value; the first failure rejects.
   * - `'settled'`: every lane's outcome.
   * - `'any'`: the first lane to succeed; an `AggregateError` if none does.
   * - `'race'`: the first lane to end.
   * - `{ atLeast: n }`: the outcomes as soon as n lanes succeeded; an `AggregateError` once so many cannot.
   *
   * Lanes that are still under way when the join is decided are canceled. `'any'` and `'race'` over lanes by name give
   * `{ lane, value }`.
   */
  readonly mode?: M;
  /** How many lanes run at once; a whole number of at least 1. Default: all. In a plain run lanes have begun already. */
  readonly concurrency?: number | undefined;
  /**
   * With mode `'settled'`: how many lanes may fail, as a number or a share such as `'10%'`; one more cancels the others and
   * rejects with an `AggregateError`. Default: all may.
   */
  readonly tolerate?: M extends 'settled' ? number | `${number}%` | undefined : never;
}

type LaneArray = readonly PromiseLike<unknown>[] | readonly [];
type LaneObject = Readonly<Record<string, PromiseLike<unknown>>>;

/** What the lanes of a plain run came to, up to the end that decided; the others are canceled as far as plain code can be. */
function endsOf(lanes: readonly PromiseLike<unknown>[], rule: JoinRule): Promise<readonly LaneEnd[]> {
  const ends: LaneEnd[] = [];
  const hasAllIn = (): boolean => {
    const succeeded = ends.filter((end) => end.succeeded).length;
    return isDecided(rule, succeeded, ends.length - succeeded) || (ends.length === lanes.length && lanes.length > 0);
  };
  return new Promise((resolve) => {
    const take = (end: LaneEnd): void => {
      ends.push(end);
      if (hasAllIn()) resolve([...ends]);
    };
    for (const [position, lane] of lanes.entries()) {
      lane.then(
        (value) => take({ position, succeeded: true, value }),
        (error: unknown) => take({ position, succeeded: false, error }),
      );
    }
    if (hasAllIn()) resolve([]);
  });
}

async function joinLanes(
  lanes: LaneArray | LaneObject,
  { mode = 'all', concurrency, tolerate }: JoinOptions,
  begun: readonly PromiseLike<unknown>[],
) {
  // Whatever else happens, a lane that fails is no unhandled rejection.
  void Promise.allSettled(begun);
  clockForWait('join');
  if (Array.isArray(lanes)) assertNoHoles(lanes);
  if (concurrency !== undefined) assertConcurrency(concurrency);
  const [name, terms] = typeof mode === 'object' ? (['atLeast', { ...mode, tolerate }] as const) : ([mode, { tolerate }] as const);
  const rule = joinRule(name, begun.length, terms);
  const ends = begun.length === 0 && name !== 'race' ? [] : await endsOf(begun, rule);
  for (const [position, lane] of begun.entries()) if (!ends.some((end) => end.position === position)) giveUp(lane);
  const outcome = joinOutcome(name, Array.isArray(lanes) ? begun.length : Object.keys(lanes), decide(rule, ends));
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

/**
 * Runs lanes concurrently and waits for them: by name, by position, or one per item of a list. In flows only.
 *
 * @example const { receipt, parcel } = await join({ receipt: this.charge(order), parcel: this.reserve(order) });
 * @example const pages = await join(urls.map((url) => this.fetch(url)), { mode: 'settled', concurrency: 8 });
 * @example const first = await join({ yes: this.yes.receive(), no: this.no.receive() }, { mode: 'race' });
 * @throws the error of the lane that failed first (modes `'all'` and `'race'`), an `AggregateError` of the failures (`'any'`,
 * `{ atLeast }`, `tolerate`), {CanceledError} if the instance or the lane around it was canceled,
 * {ConcurrencyInvalidError}, {JoinOptionInvalidError}, or {LaneMissingError} for a list with holes.
 */
export function join<const L extends LaneArray, M extends JoinModeOption = 'all'>(
  lanes: L,
  options?: JoinOptions<M>,
): Promise<Joined<L, M>>;
export function join<L extends LaneObject, M extends JoinModeOption = 'all'>(lanes: L, options?: JoinOptions<M>): Promise<Joined<L, M>>;
export function join(lanes: LaneArray | LaneObject, options: JoinOptions = {}): Promise<unknown> {
  const begun = Object.values(lanes) as readonly PromiseLike<unknown>[];
  return cancelable((givenUp) => {
    givenUp.addEventListener('abort', () => begun.forEach(giveUp));
    return joinLanes(lanes, options, begun);
  });
}
