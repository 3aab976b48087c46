/** Starts servers in processes of their own, for as long as this one lives. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface StartedServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface ServerOptions {
  /** As safe as in production; else it need not survive the machine. Default: false. */
  readonly durable?: boolean;
  /** Folder of its data, which is made if it is empty, and stays. Default: a temporary one. */
  readonly data?: string;
  /** Settings of the server, e.g. `max_connections`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** A PostgreSQL. */
export function startServer({ durable = false, data, settings = {} }: ServerOptions = {}): Promise<StartedServer> {
  const flags = [...(durable ? ['--durable'] : []), ...(data === undefined ? [] : [`--data=${data}`])];
  return startScript('server.ts', [...flags, ...assignments(settings)]);
}

/** A PgBouncer in transaction mode, in front of the server of a database. */
export function startPgBouncer(database: string, settings: Readonly<Record<string, string | number>> = {}): Promise<StartedServer> {
  return startScript('pgbouncer.ts', [database, ...assignments(settings)]);
}

function assignments(settings: Readonly<Record<string, string | number>>): readonly string[] {
  return Object.entries(settings).map(([name, value]) => `${name}=${value}`);
}

/** A script prints the address of its server, and serves until its standard input ends. */
async function startScript(name: string, args: readonly string[]): Promise<StartedServer> {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const failed = ended.then(() => {
    throw new Error(`${name} did not start its server; see above`);
  });
  const [url] = await Promise.race([line, failed]);
  failed.catch(() => undefined);
  return {
    url,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
