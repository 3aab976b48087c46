/**
 * Answers probes over HTTP: whether this process lives, and whether its worker works.
 *
 * Always: an answer is what the worker knows by itself; no probe asks the store.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WorkerHealth } from '@waystone/engine';
import { HealthPortError } from './errors.js';

export interface HealthServer {
  /** Where it answers, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Answers nothing more. */
  readonly close: () => void;
}

export interface HealthAddress {
  /** 0: one that is free. */
  readonly port: number;
  /** Absent: on all addresses of this machine. */
  readonly host?: string;
}

/** Throws {@link HealthPortError} if the port cannot be used. */
export async function serveHealth(address: HealthAddress, health: () => WorkerHealth): Promise<HealthServer> {
  const server = createServer((request, response) => answer(request, response, health));
  try {
    server.listen(address);
    await once(server, 'listening');
  } catch (cause) {
    throw new HealthPortError(address.port, cause);
  }
  return {
    url: urlOf(server.address() as AddressInfo),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const probes: Readonly<Record<string, (health: WorkerHealth) => boolean>> = {
  '/healthz': () => true,
  '/readyz': ({ state }) => state === 'ready',
};

function answer({ method = '', url = '' }: IncomingMessage, response: ServerResponse, health: () => WorkerHealth): void {
  const passes = probes[url.replace(/\?.*$/, '')];
  if (passes === undefined) return send(response, 404, { error: `there is only ${Object.keys(probes).join(' and ')}` });
  if (method !== 'GET' && method !== 'HEAD') return send(response.setHeader('allow', 'GET, HEAD'), 405, { error: 'only GET and HEAD' });
  const now = health();
  send(response, passes(now) ? 200 : 503, now);
}

/** Node leaves the body out of the answer to HEAD. */
function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(`${JSON.stringify(body)}\n`);
}

function urlOf({ address, family, port }: AddressInfo): string {
  const all = address === '::' || address === '0.0.0.0';
  const host = family === 'IPv6' ? `[${address}]` : address;
  return `http://${all ? 'localhost' : host}:${port}`;
}
