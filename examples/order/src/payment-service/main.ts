/**
 * A payment provider as one meets them: it answers late, fails, drops connections before and after it has moved the money.
 * Usage: `node main.js <ledger file>`; prints its URL, and sends it to the process that started it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { Ledger } from './ledger.js';
import { treatmentOf } from './misbehavior.js';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Body {
  readonly order: string;
  readonly amount: number;
  readonly card: string;
}

const ledger = new Ledger(process.argv[2] ?? 'ledger.jsonl');
const timesSeen = new Map<string, number>();
const counts = { requests: 0, faults: 0 };

function charge(key: string, { order, amount, card }: Body): Answer {
  const charged = ledger.charge(key, order, amount, card);
  switch (charged.status) {
    case 'charged':
      return { status: 200, body: { chargeId: charged.entry.id, amount: charged.entry.amount } };
    case 'declined':
      return { status: 402, body: 'the card was declined' };
    case 'closed':
      return { status: 409, body: 'the order was refunded' };
  }
}

function refund(key: string, { order }: Body): Answer {
  return { status: 200, body: { refundId: ledger.refund(key, order).id } };
}

const routes: Readonly<Record<string, (key: string, body: Body) => Answer>> = { '/charges': charge, '/refunds': refund };

function count(key: string): number {
  const times = (timesSeen.get(key) ?? 0) + 1;
  timesSeen.set(key, times);
  counts.requests += 1;
  return times;
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = routes[request.url ?? ''];
  const key = request.headers['idempotency-key'];
  if (request.url === '/counts') return send(response, { status: 200, body: counts });
  if (!route || typeof key !== 'string') return send(response, { status: 400, body: 'unknown path, or no idempotency key' });
  const body = (await json(request)) as Body;
  const { delayMs, fault } = treatmentOf(key, count(key));
  await pause(delayMs);
  if (fault !== 'none') counts.faults += 1;
  if (fault === 'drop before') return void request.socket.destroy();
  if (fault === 'error before') return send(response, { status: 500, body: 'try again' });
  const answer = route(key, body);
  if (fault === 'drop after') return void request.socket.destroy();
  if (fault === 'error after') return send(response, { status: 500, body: 'try again' });
  send(response, answer);
}

const server = createServer((request, response) => {
  serve(request, response).catch(() => request.socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  const url = `http://127.0.0.1:${address.port}`;
  console.log(url);
  process.send?.(url);
});
