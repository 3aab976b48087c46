/**
 * Group commit: requests that wait go into the next transaction together; while one is under way the next one gathers.
 *
 * Always: a promise is settled only when its transaction is durable or has failed. A request that makes its
 * transaction fail is found by splitting and fails alone; a passing cause (`retryable`) fails all of them at once. What has to
 * wait for an instance that somebody else has locked, or for an id that somebody else is about to take, does so in a transaction
 * beside the others, which go on. Where a statement can be a transaction, what is one statement goes beside all others, and waits
 * for none of them; what is asked of an instance comes after its start all the same.
 */
import { StoreError } from '@waystone/core';
import { NoTimeError } from './lock-wait.js';
import type { Notice, Origin } from './notices.js';
import { bytesOf } from './operations/bytes-of.js';
import { readies } from './operations/readies.js';
import { instanceOf, loneKindOf, perform, performAlone, performWhatIsFree, postponed, verbs } from './perform.js';
import type { Asked, LoneKind, Performing, RequestOf, ResultOf, Verb } from './perform.js';
import type { Session } from './session.js';

interface Waiting extends Asked {
  /** What it brings along. */
  readonly bytes: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** What a transaction that is durable gives. */
export interface Committed<Result> {
  readonly result: Result;
  readonly notices: readonly Notice[];
  /** Those that other processes have not been told with the commit. Default: all. */
  readonly untold?: readonly Notice[];
}

type Transact = <Result>(work: (session: Session) => Promise<Result>, expected: readonly Notice[]) => Promise<Committed<Result>>;

interface WriterOptions {
  /** Runs work in one transaction, again if need be; resolves once it is durable. */
  readonly transact: Transact;
  /**
   * Runs work of which every statement is a transaction, again if need be. Its notices are known when they are durable, and most of the
   * time before that: `expected`. Absent: there are no such statements.
   */
  readonly alone?: Transact | undefined;
  /** Called once a transaction is durable, after its requests are answered. */
  readonly publish: (committed: Omit<Committed<unknown>, 'result'>, origin: Origin) => void;
  /** Calls back at the end of this turn of the event loop. */
  readonly soon: (work: () => void) => void;
}

/** How a batch is done. */
interface Way {
  readonly transact: Transact;
  readonly performing: Performing;
  /** Whether claims of this process come last in it. */
  readonly origin: Origin;
}

/** How statements of a kind that need no transaction go. */
interface LoneWay {
  /** At once: while the database does one, this process makes the rows of the other. */
  readonly statements: number;
  /** In one of them, so that there is enough for all of these. */
  readonly rows: number;
}

/**
 * Instances are numbered in the order in which they were asked for. Lanes of one fork that end count down the same join. A claim
 * that fails keeps nobody else from what was claimed.
 */
const loneWays: Readonly<Record<LoneKind, LoneWay>> = {
  step: { statements: 2, rows: 250 },
  turn: { statements: 2, rows: 50 },
  join: { statements: 1, rows: 500 },
  end: { statements: 2, rows: 250 },
  start: { statements: 1, rows: 250 },
  claim: { statements: 2, rows: 1 },
};

/** The requests of a kind. */
interface Lone {
  readonly waiting: Waiting[];
  underWay: number;
}

/** Bounds how long one transaction keeps others waiting. */
const largestBatch = 1_000;
/** Bounds what a statement carries, unless a single request is larger: databases take messages of up to so many bytes, and memory holds them. */
const mostBytes = 16 * 1024 * 1024;
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
  /** What needs no transaction around it. */
  readonly #lone: Readonly<Record<LoneKind, Lone>> = {
    step: { waiting: [], underWay: 0 },
    turn: { waiting: [], underWay: 0 },
    join: { waiting: [], underWay: 0 },
    end: { waiting: [], underWay: 0 },
    start: { waiting: [], underWay: 0 },
    claim: { waiting: [], underWay: 0 },
  };
  /** By the ids of instances whose starts are among that: what is to come after these. */
  readonly #behindStarts = new Map<string, Waiting[]>();
  /** Statuses that wait or are under way. */
  #statuses = 0;
  /** Transactions under way that keep no others waiting. */
  #beside = 0;
  #whenIdle: (() => void)[] = [];

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  submit<V extends Verb>(verb: V, request: RequestOf<V>): Promise<ResultOf<V>> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { verb, request, bytes: bytesOf(verb, request), resolve: resolve as (result: unknown) => void, reject };
      this.#take(waiting);
    });
  }

  /** Whether a request is not part of a transaction with others, as far as is known. */
  goesAlone(asked: Asked): boolean {
    return this.#options.alone !== undefined && loneKindOf(asked) !== undefined;
  }

  #take(waiting: Waiting): void {
    const behind = this.#behindStarts.size > 0 ? this.#behindStarts.get(instanceOf(waiting) ?? '') : undefined;
    const kind = this.#options.alone && loneKindOf(waiting);
    if (isUrgent(waiting) || isSlow(waiting)) void this.#goBeside(async () => void (await this.#commit([waiting], this.#patiently)));
    else if (behind) behind.push(waiting);
    else if (this.#options.alone && kind && this.#mayOvertake(kind)) this.#goAlone(kind, waiting, this.#options.alone);
    else this.#wait([waiting]);
  }

  /** Resolves once nothing waits any more. */
  idle(): Promise<void> {
    return this.#isIdle ? Promise.resolve() : new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  get #patiently(): Way {
    return { transact: this.#options.transact, performing: perform, origin: 'elsewhere' };
  }

  #wait(requests: readonly Waiting[]): void {
    this.#waiting.push(...requests);
    this.#statuses += requests.filter(isStatus).length;
    if (!this.#isBusy && this.#waiting.length > 0) this.#flushSoon();
  }

  #flushSoon(): void {
    this.#isBusy = true;
    this.#options.soon(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    const batch = sorted(this.#next());
    this.#postponed.push(...(await this.#commit(batch, { ...this.#patiently, performing: performWhatIsFree, origin: 'here' })));
    this.#statuses -= batch.filter(isStatus).length;
    while (this.#postponed.length > 0 && this.#patient < mostPatient) void this.#goBeside(() => this.#flushPatiently());
    if (this.#waiting.length > 0) return this.#flushSoon();
    this.#isBusy = false;
    this.#rest();
  }

  async #flushPatiently(): Promise<void> {
    this.#patient += 1;
    while (this.#postponed.length > 0) await this.#commit(sorted(takeFrom(this.#postponed, largestBatch)), this.#patiently);
    this.#patient -= 1;
  }

  /**
   * A status that a task has published is stored before the step that ends it. A claim comes last in the transaction of what
   * others ask for at the same time.
   */
  #mayOvertake(kind: LoneKind): boolean {
    if (kind === 'claim') return !this.#isBusy;
    return kind === 'start' || this.#statuses === 0;
  }

  #goAlone(kind: LoneKind, waiting: Waiting, transact: Transact): void {
    const lone = this.#lone[kind];
    lone.waiting.push(waiting);
    if (kind === 'start') this.#behindStarts.set(instanceOf(waiting) ?? '', []);
    const way: Way = { transact, performing: performAlone, origin: 'elsewhere' };
    if (lone.underWay < loneWays[kind].statements) void this.#goBeside(() => this.#takeAlone(lone, loneWays[kind].rows, way));
  }

  async #takeAlone(lone: Lone, most: number, way: Way): Promise<void> {
    lone.underWay += 1;
    while (lone.waiting.length > 0) {
      await new Promise<void>((resolve) => this.#options.soon(resolve));
      const batch = takeFrom(lone.waiting, most);
      if (batch.length > 0) this.#wait(await this.#commit(batch, way));
      this.#takeBehind(batch);
    }
    lone.underWay -= 1;
  }

  /** What was asked of instances whose starts are answered now, or wait with the others. */
  #takeBehind(batch: readonly Waiting[]): void {
    for (const start of batch.filter(({ verb }) => verb === 'start')) {
      const id = instanceOf(start) ?? '';
      const behind = this.#behindStarts.get(id) ?? [];
      this.#behindStarts.delete(id);
      for (const waiting of behind) this.#take(waiting);
    }
  }

  async #goBeside(work: () => Promise<void>): Promise<void> {
    this.#beside += 1;
    await work();
    this.#beside -= 1;
    this.#rest();
  }

  /** In the order in which they were asked for, and nothing beside a request that goes alone. */
  #next(): readonly Waiting[] {
    const first = this.#waiting.slice(0, largestBatch).findIndex(({ verb }) => verb === alone);
    return takeFrom(this.#waiting, first === -1 ? largestBatch : Math.min(largestBatch, Math.max(first, 1)));
  }

  get #isIdle(): boolean {
    return !this.#isBusy && this.#beside === 0;
  }

  #rest(): void {
    if (this.#isIdle) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Gives the requests that cannot be done this way. */
  async #commit(batch: readonly Waiting[], way: Way): Promise<readonly Waiting[]> {
    const committed = await this.#attempt(batch, way);
    if (!committed) return this.#commitHalves(batch, way);
    const left: Waiting[] = [];
    for (const [index, waiting] of batch.entries()) {
      const result = committed.result[index];
      if (result === postponed) left.push(waiting);
      else waiting.resolve(result);
    }
    // A claim that is on its way beside this may not have seen it.
    this.#options.publish(committed, this.#lone.claim.underWay > 0 ? 'elsewhere' : way.origin);
    return left;
  }

  /** Undefined: one of the requests is to blame, and is still to be found. */
  async #attempt(batch: readonly Waiting[], { transact, performing }: Way): Promise<Committed<readonly unknown[]> | undefined> {
    try {
      return await transact((session) => performing(session, batch), expectedOf(batch));
    } catch (error) {
      if (batch.length > 1 && !isPassing(error)) return undefined;
      if (error instanceof NoTimeError) return { result: [postponed], notices: [] };
      for (const { reject } of batch) reject(error);
      return { result: batch.map(() => undefined), notices: [] };
    }
  }

  async #commitHalves(batch: readonly Waiting[], way: Way): Promise<readonly Waiting[]> {
    const half = Math.ceil(batch.length / 2);
    const left = await this.#commit(batch.slice(0, half), way);
    return [...left, ...(await this.#commit(batch.slice(half), way))];
  }
}

/** Takes the first requests of a queue, so many at most, and no more than a statement should carry. */
function takeFrom(queue: Waiting[], most: number): readonly Waiting[] {
  let bytes = 0;
  const tooMuch = queue.findIndex((waiting, index) => index >= most || (bytes += waiting.bytes) > mostBytes);
  return queue.splice(0, tooMuch === -1 ? queue.length : Math.max(tooMuch, 1));
}

/** By verb; nearly always there is one. */
function sorted(batch: readonly Waiting[]): readonly Waiting[] {
  const first = batch[0]?.verb;
  return batch.every(({ verb }) => verb === first) ? batch : verbs.flatMap((verb) => batch.filter((waiting) => waiting.verb === verb));
}

/** What nearly every start that is not held tells of. */
function expectedOf(batch: readonly Waiting[]): readonly Notice[] {
  return batch.some(({ verb, request }) => verb === 'start' && readies(verb, request)) ? ready : [];
}

const ready: readonly Notice[] = [{ kind: 'ready' }];

/** A lease over lanes must not end because something else has to wait. */
function isUrgent({ verb, request }: Asked): boolean {
  return verb === 'heartbeat' && !(request as RequestOf<'heartbeat'>).idle;
}

/** A purge keeps no steps waiting where there can be more than one transaction at once. */
function isSlow({ verb }: Asked): boolean {
  return verb === 'purge';
}

function isStatus({ verb }: Asked): boolean {
  return verb === 'publish';
}

function isPassing(error: unknown): boolean {
  return error instanceof StoreError && error.retryable;
}
