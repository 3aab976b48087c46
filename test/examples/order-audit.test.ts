/** The audit of the order demo can fail: for each of its claims, evidence under which the claim does not hold. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryItem } from '@waystone/engine';
import { expect, test } from 'vitest';
import { audit, isProven } from '../../examples/order/src/demo/audit.js';
import type { Ending } from '../../examples/order/src/demo/tally.js';
import type { Entry } from '../../examples/order/src/payment-service/ledger.js';
import type { Execution } from '../../examples/order/src/witness.js';
import { scratchOfTest } from '../package/packages.js';

interface Story {
  readonly ending: Ending;
  readonly ledger: readonly Entry[];
  readonly executions: readonly Execution[];
}

const shipped: Ending = { outcome: 'shipped' };
const refused: Ending = { outcome: 'refused', reason: 'sold out' };
const charge: Entry = { kind: 'charge', id: 'charge-1', key: 'a', order: 'o', amount: 100 };
const refund: Entry = { kind: 'refund', id: 'refund-2', key: 'b', order: 'o', amount: 100 };
const executed: Execution = { instanceId: 'o', node: 'run/charge', idempotencyKey: 'a', at: 1_000 };
const committed: HistoryItem = {
  lane: '',
  node: 'run/charge',
  attempt: 1,
  startedAt: 1_000,
  endedAt: 1_100,
  outcome: 'completed',
  worker: 1,
  passed: [],
};

function linesOf(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

async function isBelieved({ ending, ledger, executions }: Story): Promise<boolean> {
  const scratch = await scratchOfTest();
  const ledgerFile = join(scratch, 'ledger.jsonl');
  const witnessFile = join(scratch, 'executions.jsonl');
  await writeFile(ledgerFile, linesOf(ledger));
  await writeFile(witnessFile, linesOf(executions));
  const histories = new Map([['o', [committed]]]);
  return isProven(audit({ endings: new Map([['o', ending]]), histories, ledgerFile, witnessFile, leadMs: 0 }));
}

test.each<[string, Story]>([
  ['shipped and charged once', { ending: shipped, ledger: [charge], executions: [executed] }],
  ['refused and refunded', { ending: refused, ledger: [charge, refund], executions: [executed] }],
  ['refused before any charge', { ending: refused, ledger: [], executions: [executed] }],
  ['executed twice before the commit', { ending: shipped, ledger: [charge], executions: [{ ...executed, at: 900 }, executed] }],
])('believes: %s', async (_, story) => {
  expect(await isBelieved(story)).toBe(true);
});

test.each<[string, Story]>([
  ['shipped and charged twice', { ending: shipped, ledger: [charge, { ...charge, key: 'c' }], executions: [executed] }],
  ['shipped and never charged', { ending: shipped, ledger: [], executions: [executed] }],
  ['shipped and refunded', { ending: shipped, ledger: [charge, refund], executions: [executed] }],
  ['refused and not refunded', { ending: refused, ledger: [charge], executions: [executed] }],
  ['refused and refunded in part', { ending: refused, ledger: [charge, { ...refund, amount: 50 }], executions: [executed] }],
  ['executed again after the commit', { ending: shipped, ledger: [charge], executions: [executed, { ...executed, at: 1_101 }] }],
  ['ended irregularly', { ending: { outcome: 'failed', error: 'Error' }, ledger: [], executions: [executed] }],
])('exposes: %s', async (_, story) => {
  expect(await isBelieved(story)).toBe(false);
});
