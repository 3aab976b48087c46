/** Claims of docs/running.md that need time to pass or things to fail. */
import { NonRetryableError, context } from '@waystone/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { ExportWorkflow } from './generated/workflows/src/export.workflow.js';
import { clients, workflows } from './generated/workflows/src/generated/index.js';
import { InvoiceWorkflow } from './generated/workflows/src/invoice.workflow.js';
import { TransferWorkflow } from './generated/workflows/src/transfer.workflow.js';
import { NotBookable, TripWorkflow } from './generated/workflows/src/trip.workflow.js';

let machine: Machine;
let build: 'old' | 'new';
let act: (what: string, signal?: AbortSignal) => Promise<string>;

const warehouse = {
  rows: async () => ['row'],
  put: (_key: string, _rows: readonly string[], signal: AbortSignal) => act('put', signal),
};
const agency = { book: (what: string) => act(what), photo: (place: string) => act(place), cancel: async () => {} };

beforeEach(() => {
  build = 'new';
  act = async (what) => what;
  machine = new Machine({
    workflows: () => [
      workflows.export(new ExportWorkflow(warehouse)),
      workflows.transfer(new TransferWorkflow({ act: (what) => act(what, context().signal) })),
      workflows.trip(new TripWorkflow(agency)),
      ...(build === 'old' ? [workflows.invoice(new InvoiceWorkflow())] : []),
    ],
  });
});
afterEach(() => machine.close());

const client = () => clients(machine.store, { ports: machine.ports });

test('an instance whose graph no worker knows stays ready, until one comes that does', async () => {
  const handle = await client().invoice.start('i', []);
  await machine.spawn();
  await machine.poll();
  expect((await handle.describe()).status).toBe('ready');
  build = 'old';
  await machine.spawn();
  await machine.settle();
  expect((await handle.result()).totals).toEqual(
    new Map([
      ['EUR', 0],
      ['USD', 0],
    ]),
  );
});

test('an error of a class that the client does not know keeps what it says', async () => {
  act = () => Promise.reject(new NotBookable('no room'));
  const handle = await client().trip.start('t', 'Rome');
  await machine.spawn();
  const error: unknown = await machine.until(handle.result().catch((thrown: unknown) => thrown));
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(NotBookable);
  expect(error).toMatchObject({ message: 'Rome' });
});

describe('a cancel', () => {
  test('whose cleanup throws another error fails the instance', async () => {
    act = (what, signal) => {
      if (what.startsWith('undo')) throw new NonRetryableError('the vault is closed');
      return what === 'lock ann' ? Promise.resolve(what) : aborted(signal);
    };
    const handle = await client().transfer.start('t', { from: 'ann', to: 'bob', cents: 1 });
    await machine.spawn();
    await machine.settle();
    await handle.cancel();
    await expect(machine.until(handle.result())).rejects.toThrow('the vault is closed');
    expect((await handle.describe()).status).toBe('failed');
  });

  test('comes too late if the task succeeds all the same and no wait follows', async () => {
    act = (_what, signal) => aborted(signal).catch(() => 'stored');
    const handle = await client().export.start('e', 'acme');
    await machine.spawn();
    await machine.settle();
    await handle.cancel();
    expect(await machine.until(handle.result())).toBe('stored');
    expect((await handle.describe()).status).toBe('completed');
  });
});

/** Rejects when the signal aborts. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
}
