/** Money that is moved once: what a transactional task writes and its step are one commit, so a crash anywhere loses and makes nothing. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sqlite } from '@waystone/engine/sqlite';
import { runInMemory, simulate } from '@waystone/engine/testing';
import { connect, openAccounts } from './bank.js';
import { workflows } from './generated/index.js';
import { TransferWorkflow } from './transfer.workflow.js';

const folder = mkdtempSync(join(tmpdir(), 'transfer-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;

/** A bank in a file of its own, in which the test's store is as well. */
async function openBank() {
  files += 1;
  const file = join(folder, `${files}.db`);
  // Tables of one's own come after those of the store.
  const store = sqlite(file);
  await store.open();
  await store.close();
  const bank = connect(undefined, file);
  await openAccounts(bank, ['ann', 'bob'], 100);
  const balances = async () => {
    const accounts = await bank.selectFrom('accounts').selectAll().orderBy('id').execute();
    return Object.fromEntries(accounts.map(({ id, cents }) => [id, cents]));
  };
  const told: string[] = [];
  const teller = { between: async () => {}, tell: (account: string, text: string) => void told.push(`${account}: ${text}`) };
  return { file, bank, balances, told, workflow: () => workflows.transfer(new TransferWorkflow(teller)) };
}

test('moves money, and refuses what is not there', async () => {
  const { file, bank, balances, told, workflow } = await openBank();
  const moved = await runInMemory(workflow(), { from: 'ann', to: 'bob', cents: 30 }, { file, id: 'first' });
  assert.equal(moved.result, 'moved');
  const refused = await runInMemory(workflow(), { from: 'ann', to: 'bob', cents: 80 }, { file, id: 'second' });
  assert.equal(refused.result, 'refused');
  assert.equal(refused.calls.move.length, 1);
  assert.deepEqual(await balances(), { ann: 70, bob: 130 });
  assert.deepEqual(told, ['bob: 30 from ann', 'ann: ann has less than 80']);
  await bank.destroy();
});

test('moves it once, with a crash anywhere', async () => {
  const banks = await Promise.all(Array.from({ length: 12 }, openBank));
  let taken = 0;
  const { runs } = await simulate(() => {
    const { file, workflow, balances } = banks[(taken += 1)] ?? assert.fail('too few banks');
    return { workflow, input: { from: 'ann', to: 'bob', cents: 30 }, file, effects: balances };
  });
  assert.ok(runs > 4);
  for (const { bank } of banks) await bank.destroy();
});
