/**
 * A PostgreSQL server of its own: `node server.ts [--durable] [--data=folder] [setting=value …]` prints its address and serves
 * until its standard input ends, so that it never outlives who started it. `--durable`: as safe as in production.
 * `--data`: a folder that stays; else its data is in a temporary one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaries } from './binaries.ts';
import { freePort } from '../free-port.ts';
import { handOver, host, nobody, ready, serveUntilInputEnds } from './host.ts';

const user = 'waystone';

const args = process.argv.slice(2);
const isDurable = args.includes('--durable');
const dataFolder = args.find((arg) => arg.startsWith('--data='))?.slice('--data='.length);
const settings = args.filter((arg) => !arg.startsWith('--'));

/** What the tests store need not survive the machine. */
const volatile = ['fsync=off', 'full_page_writes=off'];

async function serve(data: string): Promise<void> {
  const bin = binaries();
  handOver(data);
  if (!existsSync(join(data, 'PG_VERSION'))) initialize(bin, data);
  const port = await freePort();
  const local = [`port=${port}`, `listen_addresses=${host}`, 'unix_socket_directories=', ...(isDurable ? [] : volatile)];
  const options = [...local, ...settings].flatMap((setting) => ['-c', setting]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...options], { ...nobody, stdio: ['ignore', 'ignore', 'pipe'] });
  await ready(server, 'ready to accept');
  console.log(`postgres://${user}@${host}:${port}/postgres`);
  await serveUntilInputEnds(server);
}

function initialize(bin: string, data: string): void {
  const options = ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const { status, stderr, error } = spawnSync(join(bin, 'initdb'), options, { ...nobody, encoding: 'utf8' });
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`, { cause: error });
}

const data = dataFolder ?? mkdtempSync(join(tmpdir(), 'waystone-postgres-data-'));
try {
  await serve(data);
} finally {
  if (dataFolder === undefined) rmSync(data, { recursive: true, force: true });
}
