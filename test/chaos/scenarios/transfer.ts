/** `examples/transfer`: a transactional task moves money between rows of the author's own, and its commit with it. */
import type * as BankModule from '../../../examples/transfer/src/bank.ts';
import type * as Generated from '../../../examples/transfer/src/generated/index.ts';
import type * as TransferModule from '../../../examples/transfer/src/transfer.workflow.ts';
import { initialCents } from '../invariants/transactions.ts';
import { compiled, shortMoment } from './modules.ts';
import type { Scenario } from './scenario.ts';

const accounts = Array.from({ length: 50 }, (_, index) => `account-${index}`);

export const transfer: Scenario = {
  workflow: 'transfer',
  async prepare(database) {
    const { connect, openAccounts } = await compiled<typeof BankModule>('transfer', 'bank.js');
    const bank = connect(database.startsWith('postgres:') ? database : undefined, database);
    await openAccounts(bank, accounts, initialCents);
    await bank.destroy();
  },
  async bind() {
    const [{ TransferWorkflow }, { workflows }] = await Promise.all([
      compiled<typeof TransferModule>('transfer', 'transfer.workflow.js'),
      compiled<typeof Generated>('transfer', 'generated/index.js'),
    ]);
    return [workflows.transfer(new TransferWorkflow({ between: shortMoment, tell: () => undefined }))];
  },
  draw(chance) {
    const from = chance.of(accounts);
    const to = chance.of(accounts.filter((account) => account !== from));
    const isTooMuch = chance.happens(0.15);
    const cents = isTooMuch ? 2 * initialCents : chance.between(1, 100);
    return {
      input: { from, to, cents },
      signals: [],
      outcomes: [{ end: 'completed', value: isTooMuch ? 'refused' : 'moved' }],
      mostLanes: 1,
    };
  },
};
