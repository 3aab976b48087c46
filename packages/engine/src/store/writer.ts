/**
 * Group commit: requests that wait go into the next transaction together; while one is under way the next one gathers.
 *
 * Always: a promise is settled only when its transaction is durable or has failed. A request that makes its
 * transaction fail is found by splitting and fails alone; a passing cause (`retryable`) fails all of them at once.
 */
import { StoreError } from '@waystone/core';
import { lockInstances } from './effects/lock-instances.js';
import type { InstanceRef } from './effects/lock-instances.js';
import type { Notice } from './notices.js';
import { operations } from './operations/index.js';
import { reaches } from './operations/reaches.js';
import type { Session } from './session.js';

type Operations = typeof operations;
export type Verb = keyof Operations;
export type RequestOf<V extends Verb> = Parameters<Operations[V]>[1][number];
export type ResultOf<V extends Verb> = Awaited<ReturnType<Operations[V]>>[number];

interface Waiting {
  readonly verb: Verb;
  readonly request: unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** What a transaction that is durable gives. */
export interface Committed<Result> {
  readonly result: Result;
  readonly notices: readonly Notice[];
}

interface WriterOptions {
  /** Runs work in one transaction, again if need be; resolves once it is durable. */
  readonly transact: <Result>(work: (session: Session) => Promise<Result>) => Promise<Committed<Result>>;
  /** Called once a transaction is durable, after its requests are answered. */
  readonly publish: (notices: readonly Notice[]) => void;
  /** Calls back at the end of this turn of the event loop. */
  readonly soon: (work: () => void) => void;
}

const verbs = Object.keys(operations) as readonly Verb[];
const order = new Map(verbs.map((verb, index) => [verb, index]));

/** Bounds how long one transaction keeps others waiting. */
const largestBatch = 1_000;

export class Writer {
  readonly #options: WriterOptions;
  #waiting: Waiting[] = [];
  #isBusy = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  submit<V extends Verb>(verb: V, request: RequestOf<V>): Promise<ResultOf<V>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ verb, request, resolve: resolve as (result: unknown) => void, reject });
      if (!this.#isBusy) this.#flushSoon();
    });
  }

  /** Resolves once nothing waits any more. */
  idle(): Promise<void> {
    return this.#isBusy ? new Promise((resolve) => this.#whenIdle.push(resolve)) : Promise.resolve();
  }

  #flushSoon(): void {
    this.#isBusy = true;
    this.#options.soon(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting.splice(0, largestBatch);
    await this.#commit(batch.toSorted((one, other) => rank(one) - rank(other)));
    if (this.#waiting.length > 0) this.#flushSoon();
    else this.#rest();
  }

  #rest(): void {
    this.#isBusy = false;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const committed = await this.#attempt(batch);
    if (!committed) return;
    for (const [index, { resolve }] of batch.entries()) resolve(committed.result[index]);
    this.#options.publish(committed.notices);
  }

  /** Undefined: it failed, and its requests have been answered otherwise. */
  async #attempt(batch: readonly Waiting[]): Promise<Committed<readonly unknown[]> | undefined> {
    try {
      return await this.#options.transact((session) => perform(session, batch));
    } catch (error) {
      if (batch.length === 1 || isPassing(error)) for (const { reject } of batch) reject(error);
      else await this.#commitHalves(batch);
      return undefined;
    }
  }

  async #commitHalves(batch: readonly Waiting[]): Promise<void> {
    const half = Math.ceil(batch.length / 2);
    await this.#commit(batch.slice(0, half));
    await this.#commit(batch.slice(half));
  }
}

function rank({ verb }: Waiting): number {
  return order.get(verb) ?? 0;
}

function isPassing(error: unknown): boolean {
  return error instanceof StoreError && error.retryable;
}

/** Runs each verb once, over all its requests. The batch is sorted by verb. */
async function perform(session: Session, batch: readonly Waiting[]): Promise<readonly unknown[]> {
  await lockInstances(session, batch.flatMap(reachOf));
  const results: unknown[] = [];
  for (const verb of verbs) {
    const requests = batch.filter((waiting) => waiting.verb === verb).map(({ request }) => request);
    if (requests.length === 0) continue;
    if (verb !== 'commit') await session.begun();
    results.push(...(await operate(session, verb, requests)));
  }
  return results;
}

function reachOf({ verb, request }: Waiting): readonly InstanceRef[] {
  const reach = reaches[verb] as ((request: unknown) => InstanceRef | undefined) | undefined;
  const instance = reach?.(request);
  return instance ? [instance] : [];
}

function operate(session: Session, verb: Verb, requests: readonly unknown[]): Promise<readonly unknown[]> {
  const operation = operations[verb] as (session: Session, requests: readonly unknown[]) => Promise<readonly unknown[]>;
  return operation(session, requests);
}
