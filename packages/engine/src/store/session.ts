/**
 * A session is one transaction as the operations see it: statements over many rows, numbers, the time, and the notices
 * that go out once it is durable.
 *
 * Always: `now` is one instant for the whole transaction; a notice of a transaction that failed is never published.
 */
import { assert } from '@waystone/core';
import type { Kysely } from 'kysely';
import type { Instant } from '../ports.js';
import type { Capabilities, Numbering, SessionDialect, TakingRows } from './dialect.js';
import type { Memory } from './memory.js';
import type { Notice } from './notices.js';
import type { InstancesTable, Schema, SequenceName } from './schema.js';
import type { BesideRow, Chain, Columns, Ranked, RowOf, Statement, Taken, Taking } from './statement.js';

/** The one partition of a store in a single database. */
export const onlyPartition = 0;

/** An instance that nobody else changes until the transaction has ended. */
export type LockedInstance = Pick<InstancesTable, 'n' | 'id' | 'uid' | 'workflow' | 'state'>;

interface SessionParts {
  readonly dialect: SessionDialect;
  /** Bound to the transaction. For questions that are asked rarely; the others are {@link Statement}s. */
  readonly db: Kysely<Schema>;
  readonly memory: Memory;
}

export class Session {
  readonly #dialect: SessionDialect;
  readonly #notices = new Map<string, Notice>();
  readonly #locked = new Map<string, LockedInstance>();
  readonly db: Kysely<Schema>;
  readonly memory: Memory;
  readonly partition = onlyPartition;
  #now: Instant | undefined;

  constructor({ dialect, db, memory }: SessionParts) {
    this.#dialect = dialect;
    this.db = db;
    this.memory = memory;
  }

  /** Until this resolves the time is not known; what can do without is not kept waiting for it. */
  async begun(): Promise<void> {
    this.#now ??= await this.#dialect.now(this.db);
  }

  get now(): Instant {
    assert(this.#now !== undefined, 'the time of a transaction was wanted before it had begun');
    return this.#now;
  }

  /** What the database is called in messages. */
  get where(): string {
    return this.#dialect.where;
  }

  get capabilities(): Capabilities {
    return this.#dialect.capabilities;
  }

  /** Runs the statement for every row, in order. Tells of each row whether it changed something. */
  apply<C extends Columns>(what: Statement<C, unknown>, rows: readonly RowOf<C>[]): Promise<readonly boolean[]> {
    return rows.length === 0 ? nothing : this.#dialect.applyMany(this.db, what, rows);
  }

  /** Runs a chain for every row. Gives what became of those that its first statement changed. `beside`: rows for each statement beside it. */
  applyChain<C extends Columns, Told>(
    what: Chain<C, Told>,
    rows: readonly RowOf<C>[],
    beside: readonly (readonly BesideRow[])[] = [],
  ): Promise<readonly (Taken<Told> | undefined)[]> {
    assert(beside.length === what.beside.length, 'a chain has other statements beside it than it got rows for');
    return rows.length === 0 ? nothing : this.#dialect.applyChain(this.db, what, { rows, beside });
  }

  /** Like {@link apply}, for those who need not know; does not wait for it, but all that is asked from now on comes after it. */
  change<C extends Columns>(what: Statement<C, unknown>, rows: readonly RowOf<C>[]): Promise<void> {
    return rows.length === 0 ? done : this.#dialect.changeMany(this.db, what, rows);
  }

  /** Runs the statement for every row, in order. Gives what each found. */
  fetch<C extends Columns, Result>(what: Statement<C, Result>, rows: readonly RowOf<C>[]): Promise<readonly (readonly Result[])[]> {
    return rows.length === 0 ? nothing : this.#dialect.fetchMany(this.db, what, rows);
  }

  /** Like {@link fetch}, for statements that find one row or none. */
  async fetchOne<C extends Columns, Result>(
    what: Statement<C, Result>,
    rows: readonly RowOf<C>[],
  ): Promise<readonly (Result | undefined)[]> {
    const found = await this.fetch(what, rows);
    return found.map(([first]) => first);
  }

  /** Takes what it finds for the rows, so many at most, in the order of their ranks. Tells of each that it took. */
  takeFound<C extends Columns, K extends Columns, Result>(what: Taking<C, K, Result>, rows: TakingRows<C>): Promise<readonly Result[]> {
    if (rows.rows.length === 0) return nothing;
    return this.#dialect.takeMany ? this.#dialect.takeMany(this.db, what, rows) : this.#takeEach(what, rows);
  }

  async #takeEach<C extends Columns, K extends Columns, Result>(
    { find, tell, change }: Taking<C, K, Result>,
    { rows, limit }: TakingRows<C>,
  ): Promise<readonly Result[]> {
    const found = (await this.fetch(find, rows)).flat();
    const first = inOrder(found).slice(0, limit);
    const told = await this.fetch(tell, first);
    await this.change(change, first);
    return told.flat();
  }

  /** It was locked, and found so; that holds until this transaction itself has changed something. */
  noteLocked(instance: LockedInstance): void {
    this.#locked.set(instance.id, instance);
  }

  lockedAs(id: string): LockedInstance | undefined {
    return this.#locked.get(id);
  }

  /** This transaction is about to change, or has changed, what was locked. */
  forgetLocked(): void {
    this.#locked.clear();
  }

  /** Takes `count` numbers that nobody else gets. */
  take(name: SequenceName, count: number): Promise<Numbering> {
    return this.#dialect.take(this.db, name, count);
  }

  /** Publishes the notice once the transaction is durable. The same one goes out once. */
  notify(notice: Notice): void {
    this.#notices.set(notice.kind === 'changed' ? `changed ${notice.instanceId}` : notice.kind, notice);
  }

  get notices(): readonly Notice[] {
    return [...this.#notices.values()];
  }
}

/** Those of one rank stay in their order. */
export function inOrder<Row extends Ranked>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((one, other) => one.rank - other.rank);
}

const nothing = Promise.resolve([]);
const done = Promise.resolve();
