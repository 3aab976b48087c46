/** Runs requests in a transaction, whoever began it: locks first, then verb by verb. */
import { lockInstances } from './effects/lock-instances.js';
import type { InstanceRef } from './effects/lock-instances.js';
import { operations } from './operations/index.js';
import { reaches } from './operations/reaches.js';
import type { Session } from './session.js';

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

/** Runs each verb once, over all its requests. The batch is sorted by verb. */
export async function perform(session: Session, batch: readonly Asked[]): Promise<readonly unknown[]> {
  await lockInstances(session, batch.flatMap(reachOf));
  const results: unknown[] = [];
  for (const verb of verbs) {
    const requests = batch.filter((asked) => asked.verb === verb).map(({ request }) => request);
    if (requests.length === 0) continue;
    if (verb !== 'commit') await session.begun();
    results.push(...(await operate(session, verb, requests)));
  }
  return results;
}

function reachOf({ verb, request }: Asked): readonly InstanceRef[] {
  const reach = reaches[verb] as ((request: unknown) => readonly InstanceRef[]) | undefined;
  return reach?.(request) ?? [];
}

function operate(session: Session, verb: Verb, requests: readonly unknown[]): Promise<readonly unknown[]> {
  const operation = operations[verb] as (session: Session, requests: readonly unknown[]) => Promise<readonly unknown[]>;
  return operation(session, requests);
}
