/**
 * Group commit: requests that wait go into the next transaction together; while one is under way the next one gathers.
 *
 * Always: a promise is settled only when its transaction is durable or has failed. A request that makes its
 * transaction fail is found by splitting and fails alone; a passing cause (`retryable`) fails all of them at once. What
 * has to wait for an instance that somebody else has locked does so in a transaction beside the others, which go on.
 */
import { StoreError } from '@waystone/core';
import type { Notice } from './notices.js';
import { perform, performWhatIsFree, postponed, verbs } from './perform.js';
import type { Asked, Performing, RequestOf, ResultOf, Verb } from './perform.js';
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

/** Bounds how long one transaction keeps others waiting. */
const largestBatch = 1_000;
/**
 * The numbers of workers are given one transaction after the other. Who waits for one because a process stands still in the
 * middle of it must hold nothing that others wait for, or all of them stand still.
 */
const alone: Verb = 'join';
/** Transactions at once in which requests wait for locks. Each takes a connection. */
const mostPatient = 2;

export class Writer {
  readonly #options: WriterOptions;
  #waiting: Waiting[] = [];
  #isBusy = false;
  #postponed: Waiting[] = [];
  #patient = 0;
  /** Transactions under way that keep no others waiting. */
  #beside = 0;
  #whenIdle: (() => void)[] = [];

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  submit<V extends Verb>(verb: V, request: RequestOf<V>): Promise<ResultOf<V>> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { verb, request, resolve: resolve as (result: unknown) => void, reject };
      if (isUrgent(waiting)) void this.#goBeside(() => this.#commit([waiting], perform));
      else this.#waiting.push(waiting);
      if (!this.#isBusy && this.#waiting.length > 0) this.#flushSoon();
    });
  }

  /** Resolves once nothing waits any more. */
  idle(): Promise<void> {
    return this.#isIdle ? Promise.resolve() : new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #flushSoon(): void {
    this.#isBusy = true;
    this.#options.soon(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    await this.#commit(sorted(this.#waiting.splice(0, this.#nextLength())), performWhatIsFree);
    while (this.#postponed.length > 0 && this.#patient < mostPatient) void this.#goBeside(() => this.#flushPatiently());
    if (this.#waiting.length > 0) return this.#flushSoon();
    this.#isBusy = false;
    this.#rest();
  }

  async #flushPatiently(): Promise<void> {
    this.#patient += 1;
    while (this.#postponed.length > 0) await this.#commit(sorted(this.#postponed.splice(0, largestBatch)), perform);
    this.#patient -= 1;
  }

  async #goBeside(work: () => Promise<void>): Promise<void> {
    this.#beside += 1;
    await work();
    this.#beside -= 1;
    this.#rest();
  }

  /** In the order in which they were asked for, and nothing beside a request that goes alone. */
  #nextLength(): number {
    const first = this.#waiting.findIndex(({ verb }) => verb === alone);
    return first === -1 ? largestBatch : Math.min(largestBatch, Math.max(first, 1));
  }

  get #isIdle(): boolean {
    return !this.#isBusy && this.#beside === 0;
  }

  #rest(): void {
    if (this.#isIdle) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  async #commit(batch: readonly Waiting[], performing: Performing): Promise<void> {
    const committed = await this.#attempt(batch, performing);
    if (!committed) return;
    for (const [index, waiting] of batch.entries()) {
      const result = committed.result[index];
      if (result === postponed) this.#postponed.push(waiting);
      else waiting.resolve(result);
    }
    this.#options.publish(committed.notices);
  }

  /** Undefined: it failed, and its requests have been answered otherwise. */
  async #attempt(batch: readonly Waiting[], performing: Performing): Promise<Committed<readonly unknown[]> | undefined> {
    try {
      return await this.#options.transact((session) => performing(session, batch));
    } catch (error) {
      if (batch.length === 1 || isPassing(error)) for (const { reject } of batch) reject(error);
      else await this.#commitHalves(batch, performing);
      return undefined;
    }
  }

  async #commitHalves(batch: readonly Waiting[], performing: Performing): Promise<void> {
    const half = Math.ceil(batch.length / 2);
    await this.#commit(batch.slice(0, half), performing);
    await this.#commit(batch.slice(half), performing);
  }
}

/** By verb; nearly always there is one. */
function sorted(batch: readonly Waiting[]): readonly Waiting[] {
  const first = batch[0]?.verb;
  return batch.every(({ verb }) => verb === first) ? batch : verbs.flatMap((verb) => batch.filter((waiting) => waiting.verb === verb));
}

/** A lease over lanes must not end because something else has to wait. */
function isUrgent({ verb, request }: Asked): boolean {
  return verb === 'heartbeat' && !(request as RequestOf<'heartbeat'>).idle;
}

function isPassing(error: unknown): boolean {
  return error instanceof StoreError && error.retryable;
}
