/**
 * The store as it is within a transaction of a caller's.
 *
 * Always: what is done here takes effect if and only if that transaction commits. Nothing of it is remembered, since it may
 * be undone. One thing at a time happens in one transaction. A conflict is an answer, not a statement that fails, so the
 * caller's transaction can go on.
 */
import { assert } from '@waystone/core';
import { beginProbe, carrierOf } from './caller-transaction.js';
import type { CallerTransaction } from './caller-transaction.js';
import type { Borrowed, Dialect } from './dialect.js';
import type { Kysely } from 'kysely';
import { numberOfInstance } from './effects/lock-instances.js';
import type { Memory } from './memory.js';
import { assertNoneMissed, seesOneMoment } from './one-moment.js';
import { graph, latestGraph, workflows } from './operations/graph.js';
import { graphOf } from './operations/graph-of.js';
import { perform } from './perform.js';
import type { RequestOf, ResultOf, Verb } from './perform.js';
import type { Schema } from './schema.js';
import { Session } from './session.js';
import type { SignalInput, StartRequest, StoreWithin } from './store.js';
import { lentTo } from './task-transaction.js';

interface Entering {
  readonly dialect: Dialect;
  /** The store's own. */
  readonly db: Kysely<Schema>;
  readonly memory: Memory;
}

/** @throws TransactionInvalidError, TransactionForeignError */
export async function enter(transaction: CallerTransaction, entering: Entering): Promise<StoreWithin> {
  const ask = carrierOf(transaction);
  const borrowed = await inTurn(transaction, async () => {
    const answer = await beginProbe(ask);
    const lent = lentTo(answer);
    if (lent) return lent;
    await entering.dialect.probe(ask, entering.db);
    return entering.dialect.borrow(ask);
  });
  return new WithinTransaction(borrowed, entering, transaction);
}

/** Signals that an instance gets. */
interface Arriving {
  readonly id: string;
  readonly signals: readonly SignalInput[];
}

type Reading<Request, Result> = (session: Session, request: Request) => Promise<Result>;

class WithinTransaction implements StoreWithin {
  constructor(
    private readonly borrowed: Borrowed,
    private readonly entering: Entering,
    private readonly transaction: CallerTransaction,
  ) {}

  start = (request: StartRequest) => this.#write('start', request, { id: request.instanceId, signals: request.signals });
  send = (instanceId: string, signal: SignalInput) => this.#write('send', { instanceId, signal }, { id: instanceId, signals: [signal] });
  graphOf = (instanceId: string) => this.#read(graphOf, instanceId);
  graph = (hash: string) => this.#read(graph, hash);
  latestGraph = (workflow: string) => this.#read(latestGraph, workflow);
  workflows = () => this.#read(workflows, undefined);

  #write<V extends Verb>(verb: V, request: RequestOf<V>, arriving: Arriving): Promise<ResultOf<V>> {
    return inTurn(this.transaction, async () => {
      const session = this.#session();
      const [result] = await perform(session, [{ verb, request }]);
      await this.#assertNoneMissed(session, arriving);
      await this.borrowed.announce(session.notices);
      assert(result !== undefined, 'a request was not answered');
      return result as ResultOf<V>;
    });
  }

  async #assertNoneMissed(session: Session, { id, signals }: Arriving): Promise<void> {
    if (signals.length === 0 || !(await seesOneMoment(session))) return;
    const [instance] = await session.fetchOne(numberOfInstance, [{ id }]);
    const awaited = instance ? signals.map(({ name }) => ({ n: instance.n, name })) : [];
    await assertNoneMissed(session, this.entering.db, awaited);
  }

  #read<Request, Result>(reading: Reading<Request, Result>, request: Request): Promise<Result> {
    return inTurn(this.transaction, () => reading(this.#session(), request));
  }

  #session(): Session {
    return new Session({ dialect: this.borrowed.dialect, db: this.borrowed.db, memory: this.entering.memory.fork() });
  }
}

const turns = new WeakMap<object, Promise<unknown>>();

/** After everything that was asked in this transaction before. */
function inTurn<Result>(transaction: object, work: () => Promise<Result>): Promise<Result> {
  const before = turns.get(transaction) ?? Promise.resolve();
  const result = before.then(work, work);
  turns.set(transaction, result);
  return result;
}
