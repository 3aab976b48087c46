/** The database of a run: a SQLite file, or a PostgreSQL server that can be crashed, behind a wire that can be cut. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../support/free-port.ts';
import { startServer } from '../../support/postgres/start-server.ts';
import type { StartedServer } from '../../support/postgres/start-server.ts';
import { Wire } from '../../support/postgres/wire.ts';
import type { Cut } from '../../support/postgres/wire.ts';
import type { Chance } from '../../support/chance.ts';

export interface Database {
  /** Path of the file or address, for the driver itself. */
  readonly direct: string;
  /** The same for the processes of the run. */
  readonly forProcesses: string;
  readonly server?: Server;
  readonly close: () => Promise<void>;
}

export type DatabaseName = 'sqlite' | 'postgres';

export async function openDatabase(name: DatabaseName, folder: string): Promise<Database> {
  if (name === 'postgres') return Server.start(join(folder, 'postgres'));
  const path = join(folder, 'chaos.db');
  return { direct: path, forProcesses: path, close: async () => undefined };
}

/** A PostgreSQL of its own. */
export class Server implements Database {
  readonly direct: string;
  readonly #data: string;
  readonly #port: number;
  readonly #wire: Wire;
  readonly #cuts: Cut[];
  #started: StartedServer;

  private constructor(parts: { data: string; port: number; started: StartedServer; direct: string; wire: Wire; cuts: Cut[] }) {
    this.direct = parts.direct;
    this.#data = parts.data;
    this.#port = parts.port;
    this.#started = parts.started;
    this.#wire = parts.wire;
    this.#cuts = parts.cuts;
  }

  static async start(data: string): Promise<Server> {
    mkdirSync(data);
    const port = await freePort();
    const started = await startServer({ data, settings: { port } });
    const address = new URL(started.url);
    address.port = `${port}`;
    const cuts: Cut[] = [];
    const wire = await Wire.open(address.href, { cut: () => cuts.shift() });
    return new Server({ data, port, started, direct: address.href, wire, cuts });
  }

  get server(): Server {
    return this;
  }

  get forProcesses(): string {
    return this.#wire.url;
  }

  /** Of the next messages, whoever sends them. */
  cutNext(cut: Cut, times: number): void {
    for (let time = 0; time < times; time++) this.#cuts.push(cut);
  }

  /** Ends every session of the store with that likelihood, those that listen included. Gives how many. */
  async endSessions(share: number, chance: Chance): Promise<number> {
    const client = new pg.Client(this.direct);
    await client.connect();
    try {
      const { rows } = await client.query<{ pid: number }>(
        "select pid from pg_stat_activity where application_name = 'waystone' and datname = current_database() order by pid",
      );
      const doomed = rows.filter(() => chance.happens(share)).map(({ pid }) => pid);
      await client.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [doomed]);
      return doomed.length;
    } finally {
      await client.end();
    }
  }

  /** `SIGQUIT`: a crash; `SIGINT`: a shutdown in order that ends all sessions. Resolves once it serves again. */
  async restart(signal: 'SIGQUIT' | 'SIGINT'): Promise<void> {
    const [pid] = readFileSync(join(this.#data, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), signal);
    await this.#started.stop();
    this.#started = await startServer({ data: this.#data, settings: { port: this.#port } });
  }

  async close(): Promise<void> {
    await this.#wire.close();
    await this.#started.stop();
  }
}
