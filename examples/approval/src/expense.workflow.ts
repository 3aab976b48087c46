/**
 * A human decision with reminders and escalation. Waiting costs nothing: no worker holds the instance, for a second or for a week.
 */
import { flow, loop, signal, SignalTimeoutError, status, task, workflow } from '@waystone/core';
import type { Duration } from '@waystone/core';
import type { Decision, Expense } from './expense.js';

export interface Mail {
  send(to: string, subject: string): Promise<void>;
}

@workflow()
export class ExpenseWorkflow {
  constructor(private readonly mail: Mail) {}

  readonly decision = signal<Decision>();
  /** Whose turn it is; empty once it is decided. */
  readonly waitingFor = status<string>('');

  @task()
  async write(to: string, subject: string): Promise<void> {
    await this.mail.send(to, subject);
  }

  /** The next decision, or `undefined` if nobody decides in time. */
  @flow()
  async nextDecision(patience: Duration): Promise<Decision | undefined> {
    try {
      return await this.decision.receive({ timeout: patience });
    } catch (error) {
      if (error instanceof SignalTimeoutError) return undefined;
      throw error;
    }
  }

  /** Asks one person, and reminds twice. */
  @loop({ maxIterations: 3, onMax: 'exit' })
  async ask(approver: string, { employee, purpose, patience }: Expense): Promise<Decision | undefined> {
    for (const prefix of ['', 'Reminder: ', 'Last reminder: ']) {
      await this.write(approver, `${prefix}${employee} asks for ${purpose}`);
      const decision = await this.nextDecision(patience);
      if (decision) return decision;
    }
    return undefined;
  }

  async run(expense: Expense): Promise<Decision> {
    for (const approver of expense.approvers) {
      this.waitingFor.set(approver);
      const decision = await this.ask(approver, expense);
      if (!decision) continue;
      this.waitingFor.set('');
      await this.write(expense.employee, decision.approved ? `Approved: ${expense.purpose}` : `Refused: ${expense.purpose}`);
      return decision;
    }
    this.waitingFor.set('');
    await this.write(expense.employee, `Nobody decided: ${expense.purpose}`);
    return { approved: false, by: 'nobody' };
  }
}
