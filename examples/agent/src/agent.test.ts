/** A model that says what the test has written: its budget, and the person who is asked before a mail goes out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInMemory, simulate, startInMemory } from '@waystone/engine/testing';
import { AgentWorkflow } from './agent.workflow.js';
import { BudgetExceeded } from './conversation.js';
import type { Message, Reply, ToolCall } from './conversation.js';
import { workflows } from './generated/index.js';

const mail: ToolCall = { tool: 'send_mail', argument: 'to ann: 738 €' };
const lookUp: ToolCall = { tool: 'look_up', argument: 'invoices' };
const goal = { text: 'Add up the invoices and tell ann.', budget: 1_000 };

/** Looks up and mails, then answers with what the tools said. */
async function reply(messages: readonly Message[]): Promise<Reply> {
  const results = messages.flatMap((message) => (message.role === 'tool' ? [message.result] : []));
  if (results.length === 0) return { kind: 'calls', calls: [lookUp, mail], tokens: 100 };
  return { kind: 'answer', text: results.join('; '), tokens: 50 };
}

function agentWith(use: (call: ToolCall) => Promise<string>) {
  return workflows.agent(new AgentWorkflow({ reply }, { use }));
}

const used = async ({ tool }: ToolCall): Promise<string> => `${tool} done`;

test('sends no mail before a person allows it', async () => {
  await using run = await startInMemory(agentWith(used), goal);
  await run.until({ signal: 'permission' });
  assert.deepEqual(await run.status('asksFor'), mail);
  await run.advance('23h');
  assert.deepEqual(
    run.calls.use.map(({ args: [call] }) => call.tool),
    ['look_up'],
  );
  await run.signal('permission', { allowed: true, by: 'ann' });
  assert.deepEqual(await run.result(), { text: 'look_up done; send_mail done', turns: 2, tokens: 150 });
});

test('goes on without it if the person refuses', async () => {
  const { result, calls } = await runInMemory(agentWith(used), goal, { send: { permission: { allowed: false, by: 'ann' } } });
  assert.equal(result.text, 'look_up done; ann does not allow it');
  assert.equal(calls.use.length, 1);
});

test('stops when its budget is used up', async () => {
  await assert.rejects(runInMemory(agentWith(used), { ...goal, budget: 80 }), BudgetExceeded);
});

test('is asked again when the model is down, and pays no turn twice', async () => {
  const { calls } = await runInMemory(agentWith(used), goal, {
    failures: { think: [new Error('overloaded'), 'timeout'] },
    send: { permission: { allowed: true, by: 'ann' } },
  });
  assert.deepEqual(
    calls.think.map(({ attempt }) => attempt),
    [1, 2, 3, 1],
  );
});

test('is the same with a crash anywhere', async () => {
  await simulate(() => ({
    workflow: () => agentWith(used),
    input: goal,
    drive: async (run) => {
      await run.until({ signal: 'permission' });
      await run.signal('permission', { allowed: true, by: 'ann' });
    },
  }));
});
