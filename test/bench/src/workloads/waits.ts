/** An idle worker in one process, a client in another: how soon the worker goes on, and what it asks while it rests. */
import { figure } from '../../../measure/src/figures.js';
import type { Figure } from '../../../measure/src/figures.js';
import type { Program } from '../../../measure/src/site/program.js';
import type { Arena } from '../arena.js';
import type { Scale } from './index.js';

const sleepMs = 1_000;
const many = 100;
/** Until what happens after a start has passed, and the server has counted it. */
const settleMs = 11_000;

export async function starts(arena: Arena, { latencies }: Scale): Promise<readonly Figure[]> {
  const client = await arena.apart();
  return [figure('start to first step in another process', 'ms', await client.ask<readonly number[]>('starts', latencies))];
}

export async function signals(arena: Arena, { latencies }: Scale): Promise<readonly Figure[]> {
  const client = await arena.apart();
  return [figure('signal to next step in another process', 'ms', await client.ask<readonly number[]>('signals', latencies))];
}

export async function timers(arena: Arena, { latencies }: Scale): Promise<readonly Figure[]> {
  const client = await arena.apart();
  const alone: number[] = [];
  for (let taken = 0; taken < Math.ceil(latencies / 6); taken++) alone.push(...(await sleepers(client, 1)));
  return [figure('lateness of a timer of one second', 'ms', alone), figure(`… of ${many} at once`, 'ms', await sleepers(client, many))];
}

function sleepers(client: Program, count: number): Promise<readonly number[]> {
  return client.ask<readonly number[]>('timers', { count, sleepMs });
}

export async function idle(arena: Arena, { idleSeconds }: Scale): Promise<readonly Figure[]> {
  await arena.program('worker');
  await pause(settleMs);
  const before = await arena.place.transactions();
  await pause(idleSeconds * 1_000);
  const after = await arena.place.transactions();
  if (before === undefined || after === undefined) return [];
  // One of them is the question.
  return [figure('transactions that an idle worker makes in a second', '', (after - before - 1) / idleSeconds)];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
