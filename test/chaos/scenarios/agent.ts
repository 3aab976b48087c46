/** `examples/agent`: a loop around a model, tools side by side, and a person who allows the mail or does not. */
import type * as Workflow from '../../../examples/agent/src/agent.workflow.ts';
import type * as Fakes from '../../../examples/agent/src/fakes.ts';
import type * as Generated from '../../../examples/agent/src/generated/index.ts';
import type { ToolCall } from '../../../examples/agent/src/conversation.ts';
import { compiled, moment } from './modules.ts';
import type { Outcome, Scenario } from './scenario.ts';

const mail: ToolCall = { tool: 'send_mail', argument: 'Please order: 738 €' };
const results: Readonly<Record<string, string>> = {
  'price of a desk': '649',
  'price of a lamp': '89',
  '649 + 89': '738',
  [mail.argument]: 'sent',
};

export const agent: Scenario = {
  workflow: 'agent',
  async bind() {
    const [{ AgentWorkflow }, { scriptedModel }, { workflows }] = await Promise.all([
      compiled<typeof Workflow>('agent', 'agent.workflow.js'),
      compiled<typeof Fakes>('agent', 'fakes.js'),
      compiled<typeof Generated>('agent', 'generated/index.js'),
    ]);
    const use = async ({ argument }: ToolCall): Promise<string> => {
      await moment();
      return results[argument] ?? 'unknown';
    };
    return [workflows.agent(new AgentWorkflow(scriptedModel(), { use }))];
  },
  draw(chance) {
    const allowed = chance.happens(0.6);
    const isPoor = chance.happens(0.2);
    const permission = { name: 'permission', value: { allowed, by: 'ann' }, when: { status: 'asksFor', is: mail } };
    return {
      input: { text: 'What do a desk and a lamp cost? Mail it to purchasing.', budget: isPoor ? 150 : 5_000 },
      signals: isPoor ? [] : [permission],
      outcomes: [isPoor ? outOfMoney : answer(allowed)],
      mostLanes: 3,
    };
  },
};

/** Turns take 140, 260, 340 and 420 tokens. */
const outOfMoney: Outcome = { end: 'failed', name: 'BudgetExceeded', message: 'spent 400 of 150 tokens without an answer' };

function answer(allowed: boolean): Outcome {
  const said = allowed ? 'sent' : 'ann does not allow it';
  return { end: 'completed', value: { text: `The total is 738 €. Mail: ${said}.`, turns: 4, tokens: 1160 } };
}
