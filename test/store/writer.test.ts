/** Group commit: what shares a transaction, what is split, and who fails. */
import { StoreLockedError } from '@waystone/core';
import { describe, expect, test, vi } from 'vitest';
import type { Origin } from '../../packages/engine/src/store/notices.js';
import type { Session } from '../../packages/engine/src/store/session.js';
import { Writer } from '../../packages/engine/src/store/writer.js';

/** A session in which every statement succeeds and finds nothing. */
const emptySession = {
  now: 0,
  memory: { routesTo: () => [], lastRoute: 0 },
  capabilities: { rowLocks: false, skipLocked: false },
  fetch: (_statement: unknown, rows: readonly unknown[]) => Promise.resolve(rows.map(() => [])),
  fetchOne: (_statement: unknown, rows: readonly unknown[]) => Promise.resolve(rows.map(() => undefined)),
  apply: (_statement: unknown, rows: readonly unknown[]) => Promise.resolve(rows.map(() => false)),
  take: () => Promise.resolve((index: number) => index),
  change: () => Promise.resolve(),
  begun: () => Promise.resolve(),
  takeFound: () => Promise.resolve([]),
  notify: () => undefined,
  lockedAs: () => undefined,
  forgetLocked: () => undefined,
} as unknown as Session;

interface Turns {
  readonly writer: Writer;
  /** Number of transactions so far. */
  readonly count: () => number;
  readonly end: () => void;
}

/** A writer whose turns end when the test says so; `fail` decides what a transaction throws. */
function writerWith(fail: (transaction: number) => unknown = () => undefined): Turns {
  const ends: (() => void)[] = [];
  let transactions = 0;
  const writer = new Writer({
    transact: async (work) => {
      const reason = fail(++transactions);
      if (reason !== undefined) throw reason;
      return { result: await work(emptySession), notices: [] };
    },
    publish: () => undefined,
    soon: (work) => ends.push(work),
  });
  return { writer, count: () => transactions, end: () => ends.splice(0).forEach((work) => work()) };
}

describe('group commit', () => {
  test('gathers what is asked for in one turn into one transaction', async () => {
    const { writer, count, end } = writerWith();
    const answers = Promise.all([writer.submit('pause', 'a'), writer.submit('cancel', 'a'), writer.submit('pause', 'b')]);
    expect(count()).toBe(0);
    end();
    expect(await answers).toEqual(['unknown', 'unknown', 'unknown']);
    expect(count()).toBe(1);
  });

  test('takes no more bytes into one transaction than a message should have, but a request of any size', async () => {
    const { writer, count, end } = writerWith();
    const envelope = new Uint8Array(7 * 1024 * 1024);
    const send = (bytes: Uint8Array) => writer.submit('send', { instanceId: 'a', signal: { name: 'go', envelope: bytes } });
    const answers = [...Array.from({ length: 5 }, () => send(envelope)), send(new Uint8Array(20 * 1024 * 1024))];
    for (const part of [answers.slice(0, 2), answers.slice(2, 4), answers.slice(4, 5), answers.slice(5)]) {
      const before = count();
      end();
      await Promise.all(part);
      await new Promise(setImmediate);
      expect(count()).toBe(before + 1);
    }
  });

  test('takes a thousand requests at most into one transaction, however many are asked for at once', async () => {
    const { writer, count, end } = writerWith();
    const answered: number[] = [];
    const answers = Array.from({ length: 100_000 }, (_, index) => writer.submit('pause', 'a').then(() => answered.push(index)));
    for (let transactions = 1; transactions <= 100; transactions++) {
      end();
      await new Promise(setImmediate);
      expect([count(), answered.length]).toEqual([transactions, transactions * 1_000]);
    }
    await Promise.all(answers);
    expect(answered).toEqual(answered.toSorted((one, other) => one - other));
  });

  test('lets a worker join in a transaction of its own, and keeps the order', async () => {
    const { writer, count, end } = writerWith();
    const seen: string[] = [];
    const ask = (name: string, answer: Promise<unknown>): Promise<unknown> => answer.then(() => seen.push(`${name} in ${count()}`));
    const answers = [
      ask('pause', writer.submit('pause', 'a')),
      ask('cancel', writer.submit('cancel', 'b')),
      ask('join', writer.submit('join', { name: 'worker', graphs: [], leaseMs: 1 })),
      ask('resume', writer.submit('resume', 'c')),
      ask('terminate', writer.submit('terminate', { instanceId: 'd', outcome: new Uint8Array() })),
    ];
    for (const part of [answers.slice(0, 2), answers.slice(2, 3), answers.slice(3)]) {
      end();
      await Promise.all(part);
      await new Promise(setImmediate);
    }
    expect(seen).toEqual(['pause in 1', 'cancel in 1', 'join in 2', 'resume in 3', 'terminate in 3']);
  });

  test('fails all of them for a passing cause, without splitting', async () => {
    const { writer, count, end } = writerWith(() => new StoreLockedError('orders.db', 5));
    const answers = Promise.allSettled([writer.submit('pause', 'a'), writer.submit('pause', 'b')]);
    end();
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(count()).toBe(1);
  });

  test('splits for any other cause, so that only the culprit fails', async () => {
    const { writer, end } = writerWith((transaction) => ([1, 2, 4].includes(transaction) ? new Error('refused') : undefined));
    const answers = Promise.allSettled(['a', 'b', 'c', 'd'].map((id) => writer.submit('pause', id)));
    end();
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });

  test('is idle once nothing waits', async () => {
    const { writer, end } = writerWith();
    await writer.idle();
    const answer = writer.submit('pause', 'a');
    const idle = writer.idle();
    end();
    await idle;
    expect(await Promise.race([answer, Promise.resolve('pending')])).toBe('unknown');
  });
});

describe('a claim', () => {
  const claim = { owner: 1, graphs: [], queues: [], limit: 1 };

  test('goes beside transactions if none was asked for, and each that ends meanwhile may have made ready what it does not see', async () => {
    const origins: Origin[] = [];
    const answered = Promise.withResolvers<void>();
    const alone = vi.fn<() => void>();
    const writer = new Writer({
      transact: async (work) => ({ result: await work(emptySession), notices: [{ kind: 'ready' }] }),
      alone: async (work) => {
        alone();
        await answered.promise;
        return { result: await work(emptySession), notices: [] };
      },
      publish: ({ notices }, origin) => notices.forEach(() => origins.push(origin)),
      soon: queueMicrotask,
    });
    const claimed = writer.submit('claim', claim);
    await writer.submit('pause', 'a');
    expect(origins).toEqual(['elsewhere']);
    answered.resolve();
    expect(await claimed).toEqual([]);
    // Asked for together they share a transaction, in which the claim comes last.
    await Promise.all([writer.submit('pause', 'a'), writer.submit('claim', claim)]);
    expect(origins).toEqual(['elsewhere', 'here']);
    expect(alone).toHaveBeenCalledTimes(1);
  });
});
