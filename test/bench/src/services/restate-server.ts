/** Restate's server, in a folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Service } from '../contender.js';

export interface Running {
  readonly service: Service;
  readonly stop: () => Promise<void>;
}

const patienceMs = 30_000;

export async function startRestate(): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'waystone-bench-restate-'));
  const [ingress = 0, admin = 0, node = 0, port = 0] = await freePorts(4);
  const server = spawn(program(), ['--base-dir', folder, '--no-logo'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      RESTATE_LOG_FILTER: 'error',
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
      RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    },
  });
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await healthy(`http://127.0.0.1:${admin}/health`);
    await healthy(`http://127.0.0.1:${ingress}/restate/health`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { service: { ingress: `http://127.0.0.1:${ingress}`, admin: `http://127.0.0.1:${admin}`, port }, stop };
}

function program(): string {
  const machine = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  return createRequire(import.meta.url).resolve(`${machine}/bin/restate-server`);
}

async function healthy(url: string): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const isHealthy = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isHealthy) return;
    if (performance.now() > until) throw new Error(`Restate's server did not answer at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
