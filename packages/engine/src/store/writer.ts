/**
 * Group commit: requests that wait go into the next transaction together; while one is under way the next one gathers.
 *
 * Always: a promise is settled only when its transaction is durable or has failed. A request that makes its
 * transaction fail is found by splitting and fails alone; a passing cause (`retryable`) fails all of them at once.
 */
import { StoreError } from '@waystone/core';
import type { Notice } from './notices.js';
import { perform, verbs } from './perform.js';
import type { Asked, RequestOf, ResultOf, Verb } from './perform.js';
import type { Session } from './session.js';

interface Waiting extends Asked {
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

const order = new Map(verbs.map((verb, index) => [verb, index]));

/** Bounds how long one transaction keeps others waiting. */
const largestBatch = 1_000;
/**
 * The numbers of workers are given one transaction after the other. Who waits for one because a process stands still in the
 * middle of it must hold nothing that others wait for, or all of them stand still.
 */
const alone: Verb = 'join';

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
    const batch = this.#waiting.splice(0, this.#nextLength());
    await this.#commit(batch.toSorted((one, other) => rank(one) - rank(other)));
    if (this.#waiting.length > 0) this.#flushSoon();
    else this.#rest();
  }

  /** In the order in which they were asked for, and nothing beside a request that goes alone. */
  #nextLength(): number {
    const first = this.#waiting.findIndex(({ verb }) => verb === alone);
    return first === -1 ? largestBatch : Math.min(largestBatch, Math.max(first, 1));
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
