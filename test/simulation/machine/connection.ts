/**
 * The store's way to the database, with a gate before and after every statement, at which the scheduler decides who goes
 * on, and at which processes die, stand still and lose their connection.
 *
 * Always: what runs is the dialect's own code. Nothing is asked of a connection that was lost until it is taken anew.
 */
import { StoreConnectionError } from '@waystone/core';
import type { CompiledQuery, DatabaseConnection, Dialect as KyselyDialect, Driver, Kysely, QueryResult, TransactionSettings } from 'kysely';
import type { Dialect, Lent, Loan } from '../../../packages/engine/src/store/dialect.js';
import type { Notice } from '../../../packages/engine/src/store/notices.js';
import type { Schema } from '../../../packages/engine/src/store/schema.js';

/** `end`: of a transaction that only read. */
export type StatementKind = 'begin' | 'read' | 'write' | 'commit' | 'end';

/** Whom every statement passes. */
export interface Gate {
  /** Gives whether the connection is lost now. */
  readonly before: (kind: StatementKind) => Promise<boolean>;
  readonly after: (kind: StatementKind) => Promise<boolean>;
}

export interface Watching {
  /** As `Dialect.watch`. */
  readonly watch: (heard: (notice: Notice) => void) => () => void;
  /** A transaction that may have changed something is durable. */
  readonly committed: () => void;
  /** Once the connection is there. */
  readonly prepare: (connection: DatabaseConnection) => Promise<void>;
}

/** The connection of one process, of which there is one at a time. */
class Line {
  readonly #gate: Gate;
  readonly #where: string;
  #isLost = false;

  constructor(gate: Gate, where: string) {
    this.#gate = gate;
    this.#where = where;
  }

  renew(): void {
    this.#isLost = false;
  }

  /** @throws StoreConnectionError, `inDoubt` at a commit. */
  async pass<Result>(kind: StatementKind, run: () => Promise<Result>, undo: () => Promise<void>): Promise<Result> {
    if (this.#isLost || (await this.#gate.before(kind))) return this.#lose(kind, undo);
    const result = await run();
    return (await this.#gate.after(kind)) ? this.#lose(kind, kind === 'commit' ? doNothing : undo) : result;
  }

  async #lose(kind: StatementKind, undo: () => Promise<void>): Promise<never> {
    if (!this.#isLost) await undo();
    this.#isLost = true;
    throw new StoreConnectionError(this.#where, 'the simulation has cut it', { inDoubt: kind === 'commit' });
  }
}

const doNothing = (): Promise<void> => Promise.resolve();

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
export function scheduled(inner: Dialect, gate: Gate, watching: Watching): Scheduled {
  const line = new Line(gate, inner.where);
  const driver = new ScheduledDriver(inner.kysely.createDriver(), line, watching);
  const pass = <Result>(kind: StatementKind, run: () => Promise<Result>): Promise<Result> => line.pass(kind, run, () => driver.undo());
  const lend = <Result>(db: Kysely<Schema>, work: (loan: Loan) => Promise<Lent<Result>>): Promise<Result> =>
    inner.lend(db, (loan) => work({ ...loan, ask: (query) => pass('write', () => loan.ask(query)) }));
  const own: Partial<Dialect> = { kysely: { ...languageOf(inner), createDriver: () => driver }, watch: watching.watch, lend };
  const dialect = new Proxy(inner, {
    get(target, name) {
      const member: unknown = Reflect.get(own, name) ?? Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const kind = (statements as Readonly<Record<string | symbol, StatementKind | undefined>>)[name];
      if (kind === undefined) return member.bind(target) as unknown;
      return (...args: unknown[]) => pass(kind, () => Reflect.apply(member, target, args) as Promise<unknown>);
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

class ScheduledDriver implements Driver {
  readonly #inner: Driver;
  readonly #line: Line;
  readonly #watching: Watching;
  #connection: ScheduledConnection | undefined;
  #writes = false;

  constructor(inner: Driver, line: Line, watching: Watching) {
    this.#inner = inner;
    this.#line = line;
    this.#watching = watching;
  }

  async init(): Promise<void> {
    await this.#inner.init();
    await this.#watching.prepare(await this.#inner.acquireConnection());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    this.#connection ??= new ScheduledConnection(await this.#inner.acquireConnection(), this.#line, () => this.undo());
    this.#line.renew();
    return this.#connection;
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  beginTransaction(_connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    this.#writes = settings.accessMode !== 'read only';
    return this.#pass('begin', () => this.#inner.beginTransaction(this.#own, settings));
  }

  async commitTransaction(): Promise<void> {
    await this.#pass(this.#writes ? 'commit' : 'end', async () => {
      await this.#inner.commitTransaction(this.#own);
      if (this.#writes) this.#watching.committed();
    });
  }

  async rollbackTransaction(): Promise<void> {
    await this.undo();
  }

  /** What a lost connection does to the transaction that was open on it. */
  undo(): Promise<void> {
    return this.#inner.rollbackTransaction(this.#own);
  }

  destroy(): Promise<void> {
    return this.#inner.destroy();
  }

  get #own(): DatabaseConnection {
    if (!this.#connection) throw new Error('there is no connection yet');
    return this.#connection.inner;
  }

  #pass<Result>(kind: StatementKind, run: () => Promise<Result>): Promise<Result> {
    return this.#line.pass(kind, run, () => this.undo());
  }
}

class ScheduledConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #line: Line;
  readonly #undo: () => Promise<void>;

  constructor(inner: DatabaseConnection, line: Line, undo: () => Promise<void>) {
    this.inner = inner;
    this.#line = line;
    this.#undo = undo;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#line.pass('read', () => this.inner.executeQuery<Row>(query), this.#undo);
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query);
  }
}
