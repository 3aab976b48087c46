/**
 * The store's way to the database, with a gate before and after every statement, at which the scheduler decides who goes
 * on, and at which processes die, stand still and lose their connection.
 *
 * Always: what runs is the dialect's own code, and the statements of one connection stay in their order. Nothing is asked of a
 * connection that was lost until it is taken anew.
 */
import { StoreConnectionError } from '@waystone/core';
import type { CompiledQuery, DatabaseConnection, Dialect as KyselyDialect, Driver, Kysely, QueryResult, TransactionSettings } from 'kysely';
import type { Dialect, Lent, Loan } from '../../../packages/engine/src/store/dialect.js';
import type { Schema } from '../../../packages/engine/src/store/schema.js';

/** `end`: of a transaction that only read. */
export type StatementKind = 'begin' | 'read' | 'write' | 'commit' | 'end';

/** Whom every statement passes. */
export interface Gate {
  /** Gives whether the connection is lost now. */
  readonly before: (kind: StatementKind) => Promise<boolean>;
  readonly after: (kind: StatementKind) => Promise<boolean>;
}

export interface Wiring {
  readonly gate: Gate;
  /** What takes the place of the dialect's own. */
  readonly instead: Partial<Dialect>;
  /** A transaction that may have changed something is durable. */
  readonly committed: () => void;
  /** Once the first connection is there. */
  readonly prepare?: (connection: DatabaseConnection) => Promise<void>;
  /** Whether the dialect asks the database itself, past Kysely's connection. */
  readonly asksItself: boolean;
}

/** What of a dialect are statements. */
const statements: Partial<Record<keyof Dialect, StatementKind>> = {
  take: 'write',
  applyMany: 'write',
  applyChain: 'write',
  changeMany: 'write',
  fetchMany: 'read',
};

export interface Scheduled {
  readonly dialect: Dialect;
  /** As the end of the process does. */
  readonly close: () => Promise<void>;
}

/** The dialect, with every statement passing the gate. */
export function scheduled(inner: Dialect, wiring: Wiring): Scheduled {
  const driver = new ScheduledDriver(inner.kysely.createDriver(), inner.where, wiring);
  const own: Partial<Dialect> = {
    kysely: { ...languageOf(inner), createDriver: () => driver },
    lend: (db, work) => lend(inner, db, { driver, work, wiring }),
    ...wiring.instead,
  };
  const kindOf = (name: string | symbol): StatementKind | undefined =>
    wiring.asksItself ? (statements as Readonly<Record<string | symbol, StatementKind>>)[name] : undefined;
  const dialect = new Proxy(inner, {
    get(target, name) {
      const member: unknown = Reflect.get(own, name) ?? Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const kind = kindOf(name);
      if (kind === undefined) return member.bind(target) as unknown;
      return (...args: unknown[]) => driver.pass(kind, () => Reflect.apply(member, target, args) as Promise<unknown>);
    },
  });
  return { dialect, close: () => driver.destroy() };
}

function languageOf({ kysely }: Dialect): Omit<KyselyDialect, 'createDriver'> {
  return {
    createAdapter: () => kysely.createAdapter(),
    createIntrospector: (db) => kysely.createIntrospector(db),
    createQueryCompiler: () => kysely.createQueryCompiler(),
  };
}

interface Lending<Result> {
  readonly driver: ScheduledDriver;
  readonly work: (loan: Loan) => Promise<Lent<Result>>;
  readonly wiring: Wiring;
}

/** Where the dialect begins and ends the transaction past Kysely's driver, its end is gated here. */
async function lend<Result>(inner: Dialect, db: Kysely<Schema>, { driver, work, wiring }: Lending<Result>): Promise<Result> {
  if (wiring.asksItself) return inner.lend(db, (loan) => work({ ...loan, ask: (query) => driver.pass('write', () => loan.ask(query)) }));
  const line = new Line(wiring.gate, inner.where, doNothing);
  let isCommitted = false;
  const result = await inner.lend(db, async (loan) => {
    line.renew();
    const lent = await work({ ...loan, ask: (query) => line.pass('write', () => loan.ask(query)) });
    // Before the commit the loss of the connection undoes all.
    if (lent.commit) await line.pass('write', doNothing);
    isCommitted = lent.commit;
    return lent;
  });
  if (isCommitted) await line.pass('commit', doNothing);
  return result;
}

const doNothing = (): Promise<void> => Promise.resolve();

/** What is asked on one connection. */
class Line {
  readonly #gate: Gate;
  readonly #where: string;
  /** What a lost connection does to the transaction that was open on it. */
  readonly #undo: () => Promise<void>;
  #isLost = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(gate: Gate, where: string, undo: () => Promise<void>) {
    this.#gate = gate;
    this.#where = where;
    this.#undo = undo;
  }

  renew(): void {
    this.#isLost = false;
  }

  /** @throws StoreConnectionError, `inDoubt` at a commit. */
  pass<Result>(kind: StatementKind, run: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(() => this.#passNow(kind, run));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #passNow<Result>(kind: StatementKind, run: () => Promise<Result>): Promise<Result> {
    if (this.#isLost || (await this.#gate.before(kind))) return this.#lose(kind, this.#undo);
    const result = await run();
    return (await this.#gate.after(kind)) ? this.#lose(kind, kind === 'commit' ? doNothing : this.#undo) : result;
  }

  async #lose(kind: StatementKind, undo: () => Promise<void>): Promise<never> {
    if (!this.#isLost) await undo();
    this.#isLost = true;
    throw new StoreConnectionError(this.#where, 'the simulation has cut it', { inDoubt: kind === 'commit' });
  }
}

class ScheduledDriver implements Driver {
  readonly #inner: Driver;
  readonly #where: string;
  readonly #wiring: Wiring;
  readonly #connections = new WeakMap<DatabaseConnection, ScheduledConnection>();
  /** Of a dialect that asks itself: there is one. */
  #only: ScheduledConnection | undefined;

  constructor(inner: Driver, where: string, wiring: Wiring) {
    this.#inner = inner;
    this.#where = where;
    this.#wiring = wiring;
  }

  async init(): Promise<void> {
    await this.#inner.init();
    const { prepare } = this.#wiring;
    if (!prepare) return;
    const connection = await this.#inner.acquireConnection();
    await prepare(connection);
    await this.#inner.releaseConnection(connection);
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const inner = await this.#inner.acquireConnection();
    const connection = this.#connections.get(inner) ?? this.#connect(inner);
    this.#connections.set(inner, connection);
    this.#only = connection;
    connection.line.renew();
    return connection;
  }

  #connect(inner: DatabaseConnection): ScheduledConnection {
    return new ScheduledConnection(inner, new Line(this.#wiring.gate, this.#where, () => this.#inner.rollbackTransaction(inner)));
  }

  releaseConnection(connection: ScheduledConnection): Promise<void> {
    return this.#inner.releaseConnection(connection.inner);
  }

  beginTransaction(connection: ScheduledConnection, settings: TransactionSettings): Promise<void> {
    connection.writes = settings.accessMode !== 'read only';
    return connection.line.pass('begin', () => this.#inner.beginTransaction(connection.inner, settings));
  }

  async commitTransaction({ line, inner, writes }: ScheduledConnection): Promise<void> {
    await line.pass(writes ? 'commit' : 'end', async () => {
      await this.#inner.commitTransaction(inner);
      if (writes) this.#wiring.committed();
    });
  }

  rollbackTransaction({ inner }: ScheduledConnection): Promise<void> {
    return this.#inner.rollbackTransaction(inner);
  }

  destroy(): Promise<void> {
    return this.#inner.destroy();
  }

  /** A statement that the dialect makes itself. */
  pass<Result>(kind: StatementKind, run: () => Promise<Result>): Promise<Result> {
    if (!this.#only) throw new Error('there is no connection yet');
    return this.#only.line.pass(kind, run);
  }
}

class ScheduledConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly line: Line;
  writes = false;

  constructor(inner: DatabaseConnection, line: Line) {
    this.inner = inner;
    this.line = line;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.line.pass('read', () => this.inner.executeQuery<Row>(query));
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query);
  }
}
