/**
 * A PostgreSQL of its own, emptied for every run, on which virtual processes have real connections.
 *
 * Always: the scheduler waits until every statement is answered or stands before a lock that another process holds, so that
 * it alone decides what comes next. A process that is gone leaves its connections as the end of a process does.
 */
import pg from 'pg';
import { createStore } from '../../../packages/engine/src/store/create-store.js';
import { systemPorts } from '../../../packages/engine/src/ports.js';
import { PostgresDialect } from '../../../packages/engine/src/store/postgres/dialect.js';
import { settingsOf } from '../../../packages/engine/src/store/postgres/options.js';
import { noteLaneChanges, tableOnServer } from '../../chaos/evidence/lane-changes.js';
import { readRows, sampleLive } from '../../chaos/evidence/rows.js';
import { startServer, type StartedServer } from '../../support/postgres/start-server.js';
import { scheduled } from './connection.js';
import { accountsText, type Databases, type SimulatedDatabase } from './database.js';

const tables = ['instances', 'lanes', 'signals', 'signal_ids', 'statuses', 'history', 'routes', 'graphs', 'workers'];

/** A statement that takes longer may stand before a lock. */
const quickMs = 3;

export class PostgresSchemas implements Databases {
  readonly #server: StartedServer;
  readonly #monitor: pg.Client;
  readonly #wires = new Wires();

  private constructor(server: StartedServer) {
    this.#server = server;
    this.#monitor = new pg.Client({ connectionString: server.url, application_name: 'monitor' });
  }

  static async open(): Promise<PostgresSchemas> {
    const server = await startServer({ settings: { max_connections: 200 } });
    const schemas = new PostgresSchemas(server);
    await schemas.#monitor.connect();
    const store = createStore(new PostgresDialect(settingsOf({ url: server.url }, systemPorts)), systemPorts);
    await store.open();
    await store.close();
    await noteLaneChanges(server.url);
    schemas.#wires.watch();
    return schemas;
  }

  async make(): Promise<SimulatedDatabase> {
    const { url } = this.#server;
    await this.#monitor.query(tables.map((table) => `delete from waystone.${table}`).join(';'));
    await this.#monitor.query(`truncate ${tableOnServer}; drop table if exists accounts; ${accountsText}`);
    return {
      connect: (process, scheduler, { notices }) => {
        const { name } = process.actor;
        const settings = settingsOf({ url, connections: 3, applicationName: name, ports: process.ports }, process.ports);
        const inner = new PostgresDialect({ ...settings, clock: () => scheduler.now });
        const tell = (): void => notices.tellOthers(process);
        const { dialect } = scheduled(inner, {
          gate: process,
          instead: {
            watch: (heard) => notices.watch(process, scheduler, heard),
            announce: tell,
            announceBehind: () => Promise.resolve(false),
          },
          committed: () => undefined,
          asksItself: false,
        });
        return { dialect, close: async () => this.#wires.cut(name) };
      },
      live: () => sampleLive(url),
      rows: () => readRows(url),
      // The server has the newest layout, and keeps it.
      isMigrated: () => Promise.resolve(true),
      leaveIn: () => Promise.resolve(),
      close: () => this.#wires.cutAll(),
    };
  }

  async settled(): Promise<void> {
    for (let calm = 0; calm < 2; calm += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#wires.busy === 0 || (await this.#stand())) continue;
      calm = -1;
    }
  }

  async close(): Promise<void> {
    await this.#wires.cutAll();
    await this.#monitor.end().catch(() => undefined);
    await this.#server.stop();
  }

  /** Whether all that is not answered stands before locks. */
  async #stand(): Promise<boolean> {
    const busy = this.#wires.busy;
    await new Promise((resolve) => setTimeout(resolve, quickMs));
    if (this.#wires.busy < busy) return false;
    const { rows } = await this.#monitor.query<{ readonly waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and state = 'active' and wait_event_type = 'Lock'`,
    );
    return this.#wires.busy === busy && (rows[0]?.waiting ?? 0) > 0 && (rows[0]?.waiting ?? 0) >= this.#wires.busyConnections;
  }
}

type Query = (...args: unknown[]) => unknown;

/** Every connection of this process, and what is under way on it. */
class Wires {
  readonly #clients = new Map<pg.Client, { busy: number }>();

  /** From now on. */
  watch(): void {
    const { connect, query } = pg.Client.prototype as unknown as { readonly connect: Query; readonly query: Query };
    const counted = (client: pg.Client, ask: Query, args: unknown[]): unknown => this.#counted(client, ask, args);
    Object.assign(pg.Client.prototype, {
      connect(this: pg.Client, ...args: unknown[]) {
        return counted(this, connect, args);
      },
      query(this: pg.Client, ...args: unknown[]) {
        return counted(this, query, args);
      },
    });
  }

  /** Statements that are not answered. */
  get busy(): number {
    return [...this.#clients.values()].reduce((sum, { busy }) => sum + busy, 0);
  }

  get busyConnections(): number {
    return [...this.#clients.values()].filter(({ busy }) => busy > 0).length;
  }

  /** As the end of the process of that name does. */
  async cut(name: string): Promise<void> {
    for (const client of this.#clients.keys()) if (nameOf(client) === name) this.#end(client);
  }

  async cutAll(): Promise<void> {
    for (const client of this.#clients.keys()) this.#end(client);
  }

  #end(client: pg.Client): void {
    this.#clients.delete(client);
    (client as unknown as { readonly connection: { readonly stream: { destroy: () => void } } }).connection.stream.destroy();
  }

  #counted(client: pg.Client, ask: Query, args: unknown[]): unknown {
    const wire = this.#clients.get(client) ?? { busy: 0 };
    // Connections of those who judge are of no process.
    if (nameOf(client) !== undefined) this.#clients.set(client, wire);
    wire.busy += 1;
    const over = (): void => void (wire.busy -= 1);
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      const told = (...answer: unknown[]): unknown => {
        over();
        return Reflect.apply(callback, undefined, answer) as unknown;
      };
      return Reflect.apply(ask, client, [...args.slice(0, -1), told]);
    }
    const answer = Reflect.apply(ask, client, args) as Promise<unknown>;
    answer.then(over, over);
    return answer;
  }
}

/** Names of processes have a dot. */
function nameOf(client: pg.Client): string | undefined {
  const { connectionParameters } = client as unknown as { readonly connectionParameters: { readonly application_name?: string } };
  const name = connectionParameters.application_name;
  return name?.includes('.') ? name : undefined;
}
