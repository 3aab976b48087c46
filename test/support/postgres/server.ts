/**
 * A PostgreSQL server of its own, with its data in a temporary folder: `node server.ts` prints its address and serves
 * until its standard input ends, so that it never outlives who started it. `--durable`: as safe as in production.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { binaries } from './binaries.ts';

const user = 'waystone';
const host = '127.0.0.1';

/** PostgreSQL does not run as root; then it runs as `nobody`. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** What the tests store need not survive the machine. */
const volatile = ['-c', 'fsync=off', '-c', 'full_page_writes=off'];

async function serve(settings: readonly string[]): Promise<void> {
  const bin = binaries();
  const data = mkdtempSync(join(tmpdir(), 'waystone-postgres-data-'));
  if (nobody.uid !== undefined) chownSync(data, nobody.uid, nobody.gid);
  try {
    initialize(bin, data);
    const port = await freePort();
    const server = spawn(
      join(bin, 'postgres'),
      ['-D', data, '-p', `${port}`, '-c', `listen_addresses=${host}`, '-c', 'unix_socket_directories=', ...settings],
      { ...nobody, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    await ready(server);
    console.log(`postgres://${user}@${host}:${port}/postgres`);
    process.stdin.resume();
    await Promise.race([once(process.stdin, 'close'), once(server, 'exit')]);
    if (server.kill('SIGINT')) await once(server, 'exit');
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function initialize(bin: string, data: string): void {
  const options = ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const { status, stderr, error } = spawnSync(join(bin, 'initdb'), options, { ...nobody, encoding: 'utf8' });
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`, { cause: error });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Resolves once the server takes connections. */
async function ready(server: ChildProcess): Promise<void> {
  const said: string[] = [];
  const lines = createInterface({ input: server.stderr ?? process.stdin });
  const opened = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.includes('ready to accept connections')) resolve();
    });
  });
  const died = once(server, 'exit').then(() => {
    throw new Error(`PostgreSQL ended at its start:\n${said.join('\n')}`);
  });
  await Promise.race([opened, died]);
  died.catch(() => undefined);
}

// A signal ends this process the way the end of its input does: the server is stopped first.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.stdin.destroy());
await serve(process.argv.includes('--durable') ? [] : volatile);
