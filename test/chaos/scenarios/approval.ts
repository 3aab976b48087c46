/** `examples/approval`: a decision that comes with the question, after a reminder, too late for one person, or never. */
import type * as Workflow from '../../../examples/approval/src/expense.workflow.ts';
import type * as Generated from '../../../examples/approval/src/generated/index.ts';
import type { Expense } from '../../../examples/approval/src/expense.ts';
import type { Chance } from '../../support/chance.ts';
import { compiled, moment } from './modules.ts';
import type { Draft, Outcome, PlannedSignal, Scenario } from './scenario.ts';

const short = '200ms';
const long = '1h';
const nobody: Outcome = { end: 'completed', value: { approved: false, by: 'nobody' } };

export const approval: Scenario = {
  workflow: 'expense',
  async bind() {
    const [{ ExpenseWorkflow }, { workflows }] = await Promise.all([
      compiled<typeof Workflow>('approval', 'expense.workflow.js'),
      compiled<typeof Generated>('approval', 'generated/index.js'),
    ]);
    return [workflows.expense(new ExpenseWorkflow({ send: moment }))];
  },
  draw: (chance, id) => chance.of(kinds)(chance, id),
};

const kinds: readonly ((chance: Chance, id: string) => Draft)[] = [decidedAtOnce, decidedByTheSecond, decidedByNobody, decidedJustInTime];

function expenseOf(id: string, patience: Expense['patience']): Expense {
  return { id, employee: 'ben', purpose: 'a desk', amount: 4200, approvers: ['lead', 'finance'], patience };
}

function decisionOf(by: string, chance: Chance): { readonly signal: PlannedSignal; readonly outcome: Outcome } {
  const value = { approved: chance.happens(0.5), by };
  return { signal: { name: 'decision', value }, outcome: { end: 'completed', value } };
}

function decidedAtOnce(chance: Chance, id: string): Draft {
  const { signal, outcome } = decisionOf('lead', chance);
  return { input: expenseOf(id, long), signals: [signal], outcomes: [outcome], mostLanes: 1 };
}

function decidedByTheSecond(chance: Chance, id: string): Draft {
  const { signal, outcome } = decisionOf('finance', chance);
  const when = { status: 'waitingFor', is: 'finance' };
  return { input: expenseOf(id, short), signals: [{ ...signal, when, mayBeLate: true }], outcomes: [outcome, nobody], mostLanes: 1 };
}

function decidedByNobody(_chance: Chance, id: string): Draft {
  return { input: expenseOf(id, short), signals: [], outcomes: [nobody], mostLanes: 1 };
}

/** The decision and the timeout race; whichever wins, the other must leave no trace. */
function decidedJustInTime(chance: Chance, id: string): Draft {
  const { signal, outcome } = decisionOf('lead', chance);
  return { input: expenseOf(id, short), signals: [{ ...signal, mayBeLate: true }], outcomes: [outcome, nobody], mostLanes: 1 };
}
