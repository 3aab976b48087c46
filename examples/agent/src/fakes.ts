/** A model and tools that need no network: the model follows a script, by what the conversation already holds. */
import type { Message, Reply, ToolCall } from './conversation.js';
import type { Model, Tools } from './agent.workflow.js';

const prices: Readonly<Record<string, number>> = { 'price of a desk': 649, 'price of a lamp': 89 };

function resultsOf(messages: readonly Message[], tool: ToolCall['tool']): string[] {
  return messages.flatMap((message) => (message.role === 'tool' && message.call.tool === tool ? [message.result] : []));
}

function nextReply(messages: readonly Message[]): Reply {
  const tokens = 100 + messages.length * 40;
  const found = resultsOf(messages, 'look_up');
  const [sum] = resultsOf(messages, 'calculate');
  const [mail] = resultsOf(messages, 'send_mail');
  if (mail !== undefined) return { kind: 'answer', text: `The total is ${sum ?? '?'} €. Mail: ${mail}.`, tokens };
  if (sum !== undefined) return { kind: 'calls', calls: [{ tool: 'send_mail', argument: `Please order: ${sum} €` }], tokens };
  if (found.length > 0) return { kind: 'calls', calls: [{ tool: 'calculate', argument: found.join(' + ') }], tokens };
  return { kind: 'calls', calls: Object.keys(prices).map((argument) => ({ tool: 'look_up', argument })), tokens };
}

/** Fails the first time it is called, as models do. */
export function scriptedModel(): Model {
  let calls = 0;
  return {
    async reply(messages): Promise<Reply> {
      calls += 1;
      if (calls === 1) throw new Error('the model is overloaded');
      return nextReply(messages);
    },
  };
}

function sumOf(argument: string): string {
  return String(argument.split('+').reduce((sum, term) => sum + Number(term), 0));
}

const uses: Readonly<Record<ToolCall['tool'], (argument: string) => string>> = {
  look_up: (argument) => String(prices[argument] ?? 'unknown'),
  calculate: sumOf,
  send_mail: () => 'sent',
};

export const localTools: Tools = {
  async use({ tool, argument }): Promise<string> {
    const result = uses[tool](argument);
    console.log(`${tool}(${argument}) = ${result}`);
    return result;
  },
};
