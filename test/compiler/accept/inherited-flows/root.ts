/** The topmost class: a template whose parts classes in other files fill in. Its names are those of this module. */
import { flow, signal, status, task } from '@waystone/core';
import * as words from './words.js';
import { limit, Refused as Rejected, shared } from './words.js';

export interface Ticket {
  readonly id: string;
  readonly amount: number;
}

export class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

export const label = (text: string): string => `root:${text}`;

const margin = 2;

export abstract class Root {
  readonly stage = status<string>('new');
  readonly go = signal<number>();

  constructor(protected readonly factor = 3) {}

  abstract work(ticket: Ticket): Promise<string>;

  @task({ retry: { attempts: 1 } })
  async times(n: number): Promise<number> {
    if (n === 13) throw new Rejected('unlucky');
    return n * this.factor;
  }

  @flow()
  async checked(ticket: Ticket): Promise<number> {
    const value = await this.times(ticket.amount);
    if (value > limit * margin) throw new TooMuch(words.loud(label(ticket.id)));
    return value;
  }

  @flow()
  async opened(ticket: Ticket): Promise<string> {
    const seen = new Map([['id', shared(ticket.id)]]);
    const value = await this.times(seen.size);
    return `${label([...seen].flat().join('='))} ${value}`;
  }

  async run(ticket: Ticket) {
    this.stage.set(label('begun'));
    try {
      const done = await this.work(ticket);
      return [done, await this.checked(ticket), this.describe()];
    } catch (error) {
      if (error instanceof Rejected) return ['rejected', error.message, await this.times(1)];
      if (error instanceof TooMuch) return ['too much', error.message, await this.times(2)];
      throw error;
    } finally {
      this.stage.set(label('ended'));
    }
  }

  protected describe(): string {
    return label('plain');
  }
}
