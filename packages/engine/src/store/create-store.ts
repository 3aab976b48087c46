/** The store over any dialect: reads go straight to the database, writes through group commit. */
import { StoreClosedError, TransactionBypassedError } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import { Kysely } from 'kysely';
import { AskedTogether } from '../asked-together.js';
import type { Instant, Ports, Processes } from '../ports.js';
import type { Tags } from '../tags.js';
import type { CallerTransaction } from './caller-transaction.js';
import { Loans } from './commit-together.js';
import type { TaskWork } from './commit-together.js';
import type { Dialect } from './dialect.js';
import { Memory } from './memory.js';
import type { Served } from './memory.js';
import { migrate, readLayout } from './migrate.js';
import { migrations } from './migrations/index.js';
import { NoticeBoard } from './notice-board.js';
import type { Notice, Notices, Origin } from './notices.js';
import { find } from './operations/find.js';
import { graph, graphHashes, latestGraph, workflows } from './operations/graph.js';
import { graphsOf } from './operations/graph-of.js';
import { held } from './operations/held.js';
import { history } from './operations/history.js';
import { leftToPurge } from './operations/left-to-purge.js';
import { list } from './operations/list.js';
import { nextDue } from './operations/next-due.js';
import { outcomes } from './operations/outcomes.js';
import { statuses } from './operations/status.js';
import type { StatusRequest } from './operations/status.js';
import { purgeable } from './operations/purge.js';
import { readies } from './operations/readies.js';
import { unserved } from './operations/unserved.js';
import type { Schema } from './schema.js';
import { Session } from './session.js';
import type {
  ClaimRequest,
  Envelope,
  Fence,
  InstanceNumber,
  ListFilter,
  PurgeSearch,
  SignalInput,
  StartRequest,
  StepCommit,
  Store,
  StoreLayout,
  StoreWithin,
  TogetherResult,
} from './store.js';
import { Takers } from './takers.js';
import { untilItPasses } from './until-it-passes.js';
import { enter } from './within.js';
import { Writer } from './writer.js';
import type { Committed } from './writer.js';
import type { RequestOf, ResultOf, Verb } from './perform.js';

/** A store in the database that the dialect leads to. */
export function createStore(dialect: Dialect, ports: Ports): Store {
  return new DatabaseStore(dialect, ports);
}

type Reading<Request, Result> = (session: Session, request: Request) => Promise<Result>;

class DatabaseStore implements Store {
  readonly #dialect: Dialect;
  readonly #db: Kysely<Schema>;
  readonly #memory = new Memory();
  readonly takers = new Takers();
  readonly #board: NoticeBoard;
  readonly #writer: Writer;
  readonly #loans: Loans;
  readonly #graphsOf = new AskedTogether((instanceIds: readonly string[]) => this.#ask(graphsOf, instanceIds));
  readonly #statuses = new AskedTogether((requests: readonly StatusRequest[]) => this.#ask(statuses, requests));
  #opening: Promise<void> | undefined;
  #isOpen = false;
  #closing: Promise<void> | undefined;

  constructor(dialect: Dialect, ports: Ports) {
    this.#dialect = dialect;
    const db = new Kysely<Schema>({ dialect: dialect.kysely });
    this.#db = dialect.schema === undefined ? db : db.withSchema(dialect.schema);
    this.#board = new NoticeBoard((heard) => dialect.watch(heard));
    this.#writer = new Writer({
      transact: (work) => this.#transact(work),
      alone: dialect.capabilities.loneStatements ? (work, expected) => this.#goAlone(work, expected) : undefined,
      publish: ({ notices, untold = notices }, origin) => this.#publish(notices, origin, untold),
      soon: ports.soon,
    });
    this.#loans = new Loans({
      dialect,
      db: this.#db,
      memory: this.#memory,
      soon: ports.soon,
      publish: (notices) => this.#publish(notices, 'elsewhere'),
    });
  }

  get notices(): Notices {
    return this.#board;
  }

  open(): Promise<void> {
    if (this.#closing) return Promise.reject(new StoreClosedError());
    this.#opening ??= this.#open();
    return this.#opening;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  layout(): Promise<StoreLayout> {
    return this.#closing ? Promise.reject(new StoreClosedError()) : readLayout(this.#db, this.#dialect, migrations);
  }

  async now(): Promise<Instant> {
    await this.#opened();
    return this.#dialect.now(this.#db);
  }

  start = (request: StartRequest) => this.takers.start(request, (one) => this.#write('start', one));
  send = (instanceId: string, signal: SignalInput) => this.#write('send', { instanceId, signal });
  async within(transaction: CallerTransaction): Promise<StoreWithin> {
    await this.open();
    return enter(transaction, { dialect: this.#dialect, db: this.#db, memory: this.#memory });
  }

  cancel = (instanceId: string) => this.#write('cancel', instanceId);
  terminate = (instanceId: string, outcome: Envelope) => this.#write('terminate', { instanceId, outcome });
  pause = (instanceId: string) => this.#write('pause', instanceId);
  resume = (instanceId: string) => this.#write('resume', instanceId);

  find = (instanceId: string) => this.#read(find, instanceId);
  graphOf = (instanceId: string) => this.#opened().then(() => this.#graphsOf.ask(instanceId));
  outcomes = (instanceIds: readonly string[]) => this.#ask(outcomes, instanceIds);
  status = (instanceId: string, name: string) => this.#opened().then(() => this.#statuses.ask({ instanceId, name }));
  list = (filter: ListFilter) => this.#read(list, filter);
  history = (instanceId: string) => this.#read(history, instanceId);
  graph = (hash: string): Promise<Graph | undefined> => this.#read(graph, hash);
  latestGraph = (workflow: string): Promise<Graph | undefined> => this.#read(latestGraph, workflow);
  graphHashes = (workflow: string): Promise<readonly string[]> => this.#read(graphHashes, workflow);
  unserved = (ofWorkflows: readonly string[]) => this.#read(unserved, ofWorkflows);
  workflows = () => this.#read(workflows, undefined);
  purgeable = (search: PurgeSearch) => this.#read(purgeable, search);
  purge = (instances: readonly InstanceNumber[]) => this.#write('purge', instances);
  leftToPurge = (owner: number, ofWorkflows: readonly string[]) => this.#read(leftToPurge, { owner, workflows: ofWorkflows });

  join = (worker: RequestOf<'join'>) => this.#write('join', worker);
  heartbeat = (owner: number, leaseMs: number, idle = false) => this.#write('heartbeat', { owner, leaseMs, idle });
  leave = (owner: number) => this.#write('leave', owner);
  reclaim = (here?: Processes) => this.#write('reclaim', here);
  held = (owner: number) => this.#ask(held, owner);
  claim = (request: ClaimRequest) => this.#write('claim', request);
  nextDue = (request: Served) => this.#ask(nextDue, request);
  commit = (step: StepCommit) => this.#write('commit', step);

  async commitTogether(work: TaskWork): Promise<TogetherResult> {
    await this.#opened();
    return this.#loans.commit(work);
  }

  release = (fence: Fence, tags?: Tags) => this.#write('release', { fence, ...(tags && { tags }) });
  publish = (fence: Fence, name: string, envelope: Envelope) => this.#write('publish', { fence, name, envelope });

  async #open(): Promise<void> {
    try {
      await migrate(this.#db, this.#dialect, migrations);
      this.#board.start();
      this.#isOpen = true;
    } catch (error) {
      // The next use tries again: the cause may be gone by then.
      this.#opening = undefined;
      throw error;
    }
  }

  async #close(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    await this.#loans.cut(new StoreClosedError());
    await this.#writer.idle();
    this.#board.close();
    await this.#db.destroy();
  }

  /** @throws TransactionBypassedError where this would wait for the task that asks. */
  async #opened(): Promise<void> {
    if (this.#isBypass) throw new TransactionBypassedError(this.#dialect.where);
    await this.open();
  }

  get #isBypass(): boolean {
    return !this.#dialect.capabilities.manyTransactions && this.#loans.isInside();
  }

  #write<V extends Verb>(verb: V, request: RequestOf<V>): Promise<ResultOf<V>> {
    const isReady = this.#isOpen && !this.#closing && !this.#isBypass;
    return isReady ? this.#submit(verb, request) : this.#opened().then(() => this.#submit(verb, request));
  }

  #submit<V extends Verb>(verb: V, request: RequestOf<V>): Promise<ResultOf<V>> {
    const answer = this.#writer.submit(verb, request);
    if (readies(verb, request) && !this.#writer.goesAlone({ verb, request })) this.#board.publish([{ kind: 'soon' }], 'here');
    return answer;
  }

  /** For readings whose statements need not see the same moment. */
  async #ask<Request, Result>(reading: Reading<Request, Result>, request: Request): Promise<Result> {
    const { loneStatements, manyTransactions } = this.#dialect.capabilities;
    if (!loneStatements && manyTransactions) return this.#read(reading, request);
    await this.#opened();
    const ask = (db: Kysely<Schema>): Promise<Result> => reading(this.#session(db, this.#memory), request);
    // Where one transaction has the only connection, nothing is asked in the middle of it.
    return untilItPasses(() => (loneStatements ? ask(this.#db) : this.#db.connection().execute(ask)));
  }

  async #read<Request, Result>(reading: Reading<Request, Result>, request: Request): Promise<Result> {
    await this.#opened();
    return untilItPasses(() =>
      this.#db
        .transaction()
        .setAccessMode('read only')
        .execute((db) => reading(this.#session(db, this.#memory), request)),
    );
  }

  #transact<Result>(work: (session: Session) => Promise<Result>): Promise<Committed<Result>> {
    return untilItPasses(() => this.#transactOnce(work));
  }

  /** Work of which every statement is a transaction. */
  #goAlone<Result>(work: (session: Session) => Promise<Result>, expected: readonly Notice[]): Promise<Committed<Result>> {
    return untilItPasses(() =>
      expected.length === 0
        ? this.#goAloneOn(this.#db, work)
        : this.#db.connection().execute(async (db) => {
            const isTold = await this.#dialect.announceBehind?.(db, expected);
            const committed = await this.#goAloneOn(db, work);
            const untold = committed.notices.filter(({ kind }) => !isTold || expected.every((one) => one.kind !== kind));
            return { ...committed, untold };
          }),
    );
  }

  async #goAloneOn<Result>(db: Kysely<Schema>, work: (session: Session) => Promise<Result>): Promise<Committed<Result>> {
    const session = this.#session(db, this.#memory);
    return { result: await work(session), notices: session.notices };
  }

  async #transactOnce<Result>(work: (session: Session) => Promise<Result>): Promise<Committed<Result>> {
    const memory = this.#memory.fork();
    const committed = await this.#db.transaction().execute(async (db) => {
      const session = this.#session(db, memory);
      const result = await work(session);
      const { notices } = session;
      const isTold = await this.#dialect.announceBehind?.(db, notices);
      return { result, notices, ...(isTold && { untold: [] }) };
    });
    this.#memory.adopt(memory);
    return committed;
  }

  /** `untold`: of these other processes do not know. */
  #publish(notices: readonly Notice[], origin: Origin, untold = notices): void {
    this.#board.publish(notices, origin);
    if (untold.length > 0) this.#dialect.announce(untold);
  }

  #session(db: Kysely<Schema>, memory: Memory): Session {
    return new Session({ dialect: this.#dialect, db, memory });
  }
}
