/** docs/workflows.md: its code, compiled, does on the engine what the page says; and its own tests pass. */
import { CanceledError, TaskTimeoutError } from '@waystone/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kyselyOnFile } from '../support/kysely-sqlite.js';
import { Machine, fileDatabase } from '../support/machine.js';
import { AlbumWorkflow, FilmTorn, PhotoWorkflow } from './generated/workflows/src/album.workflow.js';
import './generated/workflows/src/album.test.js';
import { ApprovalWorkflow } from './generated/workflows/src/approval.workflow.js';
import { BasketWorkflow } from './generated/workflows/src/basket.workflow.js';
import { DeliveryWorkflow } from './generated/workflows/src/delivery.workflow.js';
import { ExportWorkflow, QuotaExceeded } from './generated/workflows/src/export.workflow.js';
import { clients, workflows } from './generated/workflows/src/generated/index.js';
import { InvoiceWorkflow } from './generated/workflows/src/invoice.workflow.js';
import './generated/workflows/src/plain.test.js';
import { Money } from './generated/workflows/src/money.js';
import { SeatWorkflow } from './generated/workflows/src/seat.workflow.js';
import type { Theater } from './generated/workflows/src/seat.workflow.js';
import { ShipmentWorkflow } from './generated/workflows/src/shipment.workflow.js';
import { TransferWorkflow } from './generated/workflows/src/transfer.workflow.js';
import { NotBookable, TripWorkflow } from './generated/workflows/src/trip.workflow.js';

let machine: Machine;
let acts: string[];
let answer: (act: string, signal?: AbortSignal) => unknown;

async function act(what: string, signal?: AbortSignal): Promise<string> {
  acts.push(what);
  return (await answer(what, signal)) as string;
}

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const warehouse = {
  rows: async (account: string) => (account === 'empty' ? [] : ['a', 'b']),
  put: (key: string, _rows: readonly string[], signal: AbortSignal) => act(`put ${key}`, signal),
};
const carrier = {
  collect: async (parcel: string, plane: boolean) => void (await act(`collect ${parcel} by ${plane ? 'plane' : 'van'}`)),
  locate: (parcel: string) => act(`locate ${parcel}`),
};
const agency = {
  book: act,
  photo: (place: string) => act(`photo of ${place}`),
  cancel: async (booking: string) => void (await act(`cancel ${booking}`)),
};

beforeEach(() => {
  acts = [];
  answer = (what) => what;
  machine = new Machine({
    workflows: () => [
      workflows.album(new AlbumWorkflow()),
      workflows.approval(new ApprovalWorkflow()),
      workflows.basket(new BasketWorkflow({ of: async (item) => item.length * 100 })),
      workflows.delivery(new DeliveryWorkflow(carrier)),
      workflows.export(new ExportWorkflow(warehouse)),
      workflows.invoice(new InvoiceWorkflow()),
      workflows.photo(new PhotoWorkflow({ develop: act })),
      workflows.shipment(new ShipmentWorkflow()),
      workflows.transfer(new TransferWorkflow({ act: (what) => act(what) })),
      workflows.trip(new TripWorkflow(agency)),
    ],
    worker: { logger: quiet },
  });
});
afterEach(() => machine.close());

const client = () => clients(machine.store, { ports: machine.ports, errors: [QuotaExceeded, NotBookable] });
const minute = 60_000;
const hour = 60 * minute;

describe('tasks', () => {
  test('have one idempotency key for all attempts, and progress that clients see while they run', async () => {
    const handle = await client().export.start('e', 'acme');
    answer = async () => {
      await handle.percent.waitFor((percent) => percent === 50);
      if (acts.length === 1) throw new Error('down');
      return 'stored';
    };
    await machine.spawn();
    expect(await machine.until(handle.result())).toBe('stored');
    expect(new Set(acts).size).toBe(1);
    expect(acts).toHaveLength(2);
  });

  test.each([
    ['NonRetryableError', 'empty', undefined, { name: 'NonRetryableError', message: 'account empty has nothing to export' }],
    ['an error of a class in nonRetryable', 'acme', new QuotaExceeded('acme'), 'please upgrade account acme'],
  ])('get no second attempt after %s', async (_what, account, error, outcome) => {
    answer = () => {
      throw error;
    };
    const handle = await client().export.start('e', account);
    await machine.spawn();
    const ended = handle.result().catch((thrown: unknown) => thrown);
    expect(await machine.until(ended)).toEqual(typeof outcome === 'string' ? outcome : expect.objectContaining(outcome));
    expect(acts.length).toBeLessThanOrEqual(1);
  });

  test('are aborted at their timeout and tried again', async () => {
    const reasons: unknown[] = [];
    answer = (_what, signal) =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => {
          reasons.push(signal.reason);
          reject(signal.reason as Error);
        }),
      );
    const handle = await client().export.start('e', 'acme');
    await machine.spawn();
    await expect(machine.until(handle.result())).rejects.toThrow(TaskTimeoutError);
    expect(reasons).toHaveLength(5);
  });
});

test('a flow decides once what chance and time decide, also with a crash at every commit', async () => {
  const handle = await client().invoice.start('i', [
    { name: 'desk', cents: 12_344 },
    { name: 'pen', cents: 99 },
  ]);
  const invoice = await machine.crashingEverywhere(handle.result());
  expect(invoice.number).toHaveLength(36);
  expect(invoice.date).toBeInstanceOf(Date);
  expect(invoice.totals).toEqual(
    new Map([
      ['EUR', 12_340],
      ['USD', 13_574],
    ]),
  );
});

test('instances of a class with a codec are arguments, results and variables, with a crash at every commit', async () => {
  const handle = await client().basket.start('b', { items: ['pen', 'desk'], discount: new Money(-50, 'EUR') });
  expect(await machine.crashingEverywhere(handle.result())).toBe('6.50 EUR');
});

describe('forks', () => {
  test('give results in the order written, run so many lanes at once, and survive a crash at every commit', async () => {
    let running = 0;
    let most = 0;
    answer = async (what) => {
      most = Math.max(most, (running += what.startsWith('photo') ? 1 : 0));
      await Promise.resolve();
      running -= what.startsWith('photo') ? 1 : 0;
      return what;
    };
    const handle = await client().trip.start('t', 'Rome');
    expect(await machine.crashingEverywhere(handle.result())).toEqual([
      'flight to Rome',
      'hotel in Rome',
      'photo of Rome',
      'photo of Rome at night',
      'photo of Rome old town',
      'photo of Rome harbor',
      'photo of Rome zoo',
    ]);
    expect(most).toBeLessThanOrEqual(2);
  });

  test('settled: what was booked can be undone, and the error keeps its class', async () => {
    answer = (what) => {
      if (what.startsWith('hotel')) throw new NotBookable(what);
      return what;
    };
    const handle = await client().trip.start('t', 'Rome');
    await machine.spawn();
    await expect(machine.until(handle.result())).rejects.toBeInstanceOf(NotBookable);
    expect(acts.at(-1)).toBe('cancel flight to Rome');
  });

  test('all: a lane that sleeps is canceled when its sibling fails', async () => {
    answer = (what) => {
      if (what === 'photo of Rome') throw new Error('fog');
      return what;
    };
    const handle = await client().trip.start('t', 'Rome');
    await machine.spawn();
    const start = machine.clock.now();
    await expect(machine.until(handle.result())).rejects.toThrow('fog');
    expect(machine.clock.now() - start).toBeLessThan(hour);
    expect(acts).not.toContain('photo of Rome at night');
  });
});

describe('branches, loops, sleeps and polls', () => {
  const parcel = (service: 'standard' | 'express') => ({ id: 'p', service, notBefore: new Date(machine.clock.now() + 10 * minute) });

  test('the case is chosen once and shown in history; the loop sleeps between its turns', async () => {
    const places = ['depot', 'van', 'door'];
    answer = (what) => (what === 'locate p' ? places.shift() : what);
    const handle = await client().delivery.start('d', parcel('express'));
    expect(await handle.place.get()).toBe(undefined);
    const start = machine.clock.now();
    expect(await machine.crashingEverywhere(handle.result())).toBe('delivered');
    expect(machine.clock.now() - start).toBeGreaterThanOrEqual(12 * minute);
    expect(await handle.place.get()).toBe('door');
    const passed = (await handle.history()).flatMap((item) => item.passed);
    expect(passed.filter(({ kind }) => kind === 'case').map(({ label }) => label)).toEqual(['express']);
  });

  test('a polled signal ends the loop; with none, its limit does', async () => {
    answer = () => 'depot';
    const recalled = await client().delivery.start('recalled', parcel('standard'), { send: { recall: { by: 'ann' } } });
    const lost = await client().delivery.start('lost', parcel('standard'));
    await machine.spawn();
    expect(await machine.until(recalled.result())).toBe('recalled by ann');
    expect(await machine.until(lost.result())).toBe('lost');
    expect(acts.filter((what) => what === 'locate p')).toHaveLength(60);
  });
});

describe('signals', () => {
  test('are kept in order from before the first step; a timeout ends the wait', async () => {
    const early = await client().approval.start('early', 2);
    await early.vote.send({ by: 'ann', yes: true });
    await early.vote.send({ by: 'bob', yes: true });
    const late = await client().approval.start('late', 2);
    const first = await machine.spawn();
    expect(await machine.until(early.result())).toBe('approved');
    expect(await early.votes.get()).toEqual(['ann', 'bob']);
    await first.bury();
    await machine.pass(48 * hour);
    await machine.spawn();
    await machine.settle();
    expect(await late.result()).toBe('nobody cared');
  });
});

describe('children', () => {
  test('give their results and errors to their parent, with a crash at every commit', async () => {
    answer = (what) => {
      if (what === 'blurred') throw new FilmTorn(what);
      return `${what}, developed`;
    };
    const handle = await client().album.start('a', { title: 'sea', photos: ['beach', 'blurred', 'boat'] });
    expect(await machine.crashingEverywhere(handle.result())).toEqual({
      cover: 'cover of sea, developed',
      good: ['beach, developed', 'boat, developed'],
      torn: ['blurred'],
    });
    expect((await handle.describe()).children).toEqual({ live: 0, completed: 3, failed: 1, canceled: 0 });
    expect(await client().photo.get('cover-sea').result()).toBe('cover of sea, developed');
  });
});

describe('compensation', () => {
  const transfer = { from: 'ann', to: 'bob', cents: 100 };

  test('runs once, with a crash at every commit, though it has to be tried again', async () => {
    const failing = new Set(['undo debit ann']);
    answer = (what) => {
      if (what.startsWith('credit') || failing.delete(what)) throw new Error(`${what} failed`);
      return what;
    };
    const handle = await client().transfer.start('t', transfer);
    await expect(machine.crashingEverywhere(handle.result())).rejects.toThrow('credit bob failed');
    expect(acts.slice(-3)).toEqual(['undo debit ann', 'undo debit ann', 'undo lock ann']);
  });

  test('of a cancel undoes what succeeded all the same', async () => {
    let finish: (booking: string) => void = () => {};
    answer = (what) => (what.startsWith('debit') ? new Promise((resolve) => (finish = resolve)) : what);
    const handle = await client().transfer.start('t', transfer);
    await machine.spawn();
    await machine.settle();
    await handle.cancel();
    await machine.settle();
    finish('debit ann');
    await expect(machine.until(handle.result())).rejects.toThrow(CanceledError);
    expect(acts).toEqual(['lock ann', 'debit ann', 'undo debit ann', 'undo lock ann']);
    expect((await handle.describe()).status).toBe('canceled');
  });
});

test('two who want one seat: one has it, the other is told, whatever crashes', async () => {
  const database = fileDatabase();
  const theater = kyselyOnFile<Theater>(database.path);
  const own = new Machine({ database, workflows: () => [workflows.seat(new SeatWorkflow())] });
  await own.store.open();
  await theater.schema.createTable('seats').addColumn('id', 'text').addColumn('guest', 'text').execute();
  await theater.insertInto('seats').values({ id: 'A1', guest: null }).execute();
  const { seat } = clients(own.store, { ports: own.ports });
  const handles = await Promise.all(['ann', 'bob'].map((guest) => seat.start(guest, { seat: 'A1', guest })));
  const results = await own.crashingEverywhere(Promise.allSettled(handles.map((handle) => handle.result())));
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const winner = results[0]?.status === 'fulfilled' ? 'ann' : 'bob';
  expect(await theater.selectFrom('seats').selectAll().execute()).toEqual([{ id: 'A1', guest: winner }]);
  await theater.destroy();
  await own.close();
});

describe('renaming', () => {
  test('keeps the earlier names in the store, and has the new ones in the code', async () => {
    const handle = await client().shipment.start('s', 'box', { send: { handover: 'ann' } });
    expect(await machine.crashingEverywhere(handle.result())).toBe('ann took 3 kg');
    expect(await handle.stage.get()).toBe('gone');
    expect(await handle.status('state').get()).toBe('gone');
    expect((await client().shipment.list()).map(({ id, workflow }) => [id, workflow])).toEqual([['s', 'parcel']]);
    expect(new Set((await handle.history()).map(({ node }) => node))).toEqual(new Set(['', 'run/weigh', 'run/pickup']));
  });
});
