/** Runs requests in a transaction, whoever began it: locks first, then verb by verb. */
import { lockFreeInstances, lockInstances } from './effects/lock-instances.js';
import type { InstanceRef } from './effects/lock-instances.js';
import { claimAlone } from './operations/claim.js';
import { inShortTime } from './lock-wait.js';
import type { Patience } from './lock-wait.js';
import { operations } from './operations/index.js';
import { startAlone, startsAlone } from './operations/start.js';
import { reaches } from './operations/reaches.js';
import { groupOfAlone, takeShortly } from './operations/short-ways.js';
import type { StepGroup } from './operations/short-ways.js';
import type { Session } from './session.js';
import type { StartRequest, StepCommit } from './steps.js';
import type { ClaimRequest } from './store.js';

type Operations = typeof operations;
export type Verb = keyof Operations;
export type RequestOf<V extends Verb> = Parameters<Operations[V]>[1][number];
export type ResultOf<V extends Verb> = Awaited<ReturnType<Operations[V]>>[number];

/** Something that is asked of the store. */
export interface Asked {
  readonly verb: Verb;
  readonly request: unknown;
}

/** In the order in which they run. */
export const verbs = Object.keys(operations) as readonly Verb[];

/** Runs requests of a batch that is sorted by verb; gives the result of each, or {@link postponed}. */
export type Performing = (session: Session, batch: readonly Asked[]) => Promise<readonly unknown[]>;

/** What becomes of a request that cannot be done this way. */
export const postponed = Symbol('postponed');

/** Waits for instances that somebody else has locked. */
export async function perform(session: Session, batch: readonly Asked[]): Promise<readonly unknown[]> {
  await lockInstances(session, batch.flatMap(reachOf));
  return operateAll(session, batch, 'long');
}

/**
 * Postpones what would have to wait for an instance that somebody else has locked, perhaps for long.
 *
 * @throws {NoTimeError} if something would have to wait for an id that somebody else is about to take.
 */
export async function performWhatIsFree(session: Session, batch: readonly Asked[]): Promise<readonly unknown[]> {
  const isFree = await lockFreeInstances(session, batch, reachOf);
  const free = batch.filter((_, index) => isFree[index]);
  const results = await inShortTime(operateAll(session, free, 'short'));
  if (free.length === batch.length) return results;
  const given = results.values();
  return isFree.map((one) => (one ? given.next().value : postponed));
}

/** Requests that are one statement with others of their kind, which needs no transaction around it. */
export type LoneKind = StepGroup | 'start' | 'claim';

/** Undefined: it needs a transaction. The others nearly never do. */
export function loneKindOf({ verb, request }: Asked): LoneKind | undefined {
  if (verb === 'start') return startsAlone(request as StartRequest) ? 'start' : undefined;
  if (verb === 'claim') return 'claim';
  return verb === 'commit' ? groupOfAlone(request as StepCommit) : undefined;
}

/**
 * Runs requests of one kind that need no transaction; postpones those that turn out to need one.
 *
 * @throws {NoTimeError} as {@link performWhatIsFree}.
 */
export async function performAlone(session: Session, batch: readonly Asked[]): Promise<readonly unknown[]> {
  const requests = batch.map(({ request }) => request);
  const results = await inShortTime(operateAlone(session, batch[0]?.verb, requests));
  return results.map((result) => result ?? postponed);
}

function operateAlone(session: Session, verb: Verb | undefined, requests: readonly unknown[]): Promise<readonly unknown[]> {
  if (verb === 'start') return startAlone(session, requests as readonly StartRequest[]);
  if (verb === 'claim') return claimAlone(session, requests as readonly ClaimRequest[]);
  return takeShortly(session, requests as readonly StepCommit[]);
}

/** The id of the instance that is asked for something by its id. */
export function instanceOf({ verb, request }: Asked): string | undefined {
  const [ref] = verb === 'commit' ? [] : reachOf({ verb, request });
  if (verb === 'start') return (request as StartRequest).instanceId;
  return ref && 'id' in ref ? ref.id : undefined;
}

/** Each verb once, over all its requests. */
async function operateAll(session: Session, batch: readonly Asked[], patience: Patience): Promise<readonly unknown[]> {
  const results: unknown[] = [];
  for (let at = 0; at < batch.length;) {
    const { verb } = batch[at] as Asked;
    const next = batch.findIndex((asked, index) => index > at && asked.verb !== verb);
    const requests = batch.slice(at, next === -1 ? undefined : next).map(({ request }) => request);
    if (verb !== 'commit') await session.begun();
    for (const result of await operations[verb](session, requests as never, patience)) results.push(result);
    session.forgetLocked();
    at += requests.length;
  }
  return results;
}

function reachOf({ verb, request }: Asked): readonly InstanceRef[] {
  const reach = reaches[verb] as ((request: unknown) => readonly InstanceRef[]) | undefined;
  return reach?.(request) ?? [];
}
