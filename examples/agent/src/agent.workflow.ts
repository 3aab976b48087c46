/**
 * An agent: a loop around a model that asks for tools, under a budget, with a human gate in front of what cannot be undone.
 *
 * Every model call is paid once: a crash resumes the turn it was in, with the conversation so far.
 */
import { flow, fork, join, loop, signal, status, task, workflow } from '@waystone/core';
import { BudgetExceeded } from './conversation.js';
import type { Answer, Goal, Message, Permission, Reply, ToolCall } from './conversation.js';

export interface Model {
  reply(messages: readonly Message[]): Promise<Reply>;
}

export interface Tools {
  use(call: ToolCall): Promise<string>;
}

@workflow()
export class AgentWorkflow {
  constructor(
    private readonly model: Model,
    private readonly tools: Tools,
  ) {}

  readonly permission = signal<Permission>();
  /** The call that waits for a person's permission. */
  readonly asksFor = status<ToolCall | null>(null);

  @task({ timeout: '30s', retry: { attempts: 5, initialDelay: '50ms' } })
  async think(messages: readonly Message[]): Promise<Reply> {
    return this.model.reply(messages);
  }

  @task()
  async use(call: ToolCall): Promise<string> {
    return this.tools.use(call);
  }

  /** Mail cannot be unsent: a person decides. */
  @flow()
  async useWithPermission(call: ToolCall): Promise<string> {
    this.asksFor.set(call);
    const { allowed, by } = await this.permission.receive({ timeout: '24h' });
    this.asksFor.set(null);
    if (!allowed) return `${by} does not allow it`;
    return await this.use(call);
  }

  @flow()
  async useTool(call: ToolCall): Promise<Message> {
    const result = call.tool === 'send_mail' ? await this.useWithPermission(call) : await this.use(call);
    return { role: 'tool', call, result };
  }

  /** The tools of one reply side by side. */
  @fork()
  async useAll(calls: readonly ToolCall[]) {
    return join(calls.map((call) => this.useTool(call)));
  }

  @loop({ maxIterations: 20 })
  async converse({ text, budget }: Goal): Promise<Answer> {
    const messages: Message[] = [{ role: 'user', text }];
    for (let turns = 1, tokens = 0; ; turns++) {
      const reply = await this.think(messages);
      tokens += reply.tokens;
      if (reply.kind === 'answer') return { text: reply.text, turns, tokens };
      if (tokens >= budget) throw new BudgetExceeded(tokens, budget);
      messages.push({ role: 'model', calls: reply.calls }, ...(await this.useAll(reply.calls)));
    }
  }

  async run(goal: Goal): Promise<Answer> {
    return await this.converse(goal);
  }
}
