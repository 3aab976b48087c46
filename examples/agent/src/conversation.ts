/** What goes back and forth between the agent, its model and its tools. Plain data. */

export interface ToolCall {
  readonly tool: 'look_up' | 'calculate' | 'send_mail';
  readonly argument: string;
}

export type Message =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'model'; readonly calls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly call: ToolCall; readonly result: string };

export type Reply =
  | { readonly kind: 'answer'; readonly text: string; readonly tokens: number }
  | { readonly kind: 'calls'; readonly calls: readonly ToolCall[]; readonly tokens: number };

export interface Goal {
  readonly text: string;
  /** Tokens that may be spent in all. */
  readonly budget: number;
}

export interface Answer {
  readonly text: string;
  readonly turns: number;
  readonly tokens: number;
}

export interface Permission {
  readonly allowed: boolean;
  readonly by: string;
}

export class BudgetExceeded extends Error {
  override readonly name = 'BudgetExceeded';
  constructor(
    readonly spent: number,
    readonly budget: number,
  ) {
    super(`spent ${spent} of ${budget} tokens without an answer`);
  }
}
