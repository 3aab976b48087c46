/** A class between: in another folder, with other things of the same names as in the modules above and below it. */
import { branch, flow, fork, join, loop, sleep, task } from '@waystone/core';
import { Root, type Ticket } from '../root.js';
import { shared as same } from '../words.js';

export const label = (text: string): string => `middle:${text}`;

export const limit = 2;

// oxlint-disable-next-line no-shadow-restricted-names -- the modules above and below mean the global
export const Map = (text: string): string => `map of ${text}`;

export abstract class Middle extends Root {
  @task()
  async note(text: string): Promise<string> {
    return label(text);
  }

  @fork()
  async both(ticket: Ticket) {
    return join({ noted: this.note(Map(ticket.id)), times: this.times(limit) });
  }

  @branch()
  async choose(n: number): Promise<string> {
    if (n > limit) return this.note(same('large'));
    return label('small');
  }

  @loop({ maxIterations: 4, onMax: 'exit' })
  async count(list: number[]): Promise<number> {
    for (;;) {
      list.push(await this.times(list.length));
      if (list.length > limit) return list.length;
    }
  }

  @flow()
  override async checked(ticket: Ticket): Promise<number> {
    await sleep(1);
    const value = await super.checked({ ...ticket, id: label(ticket.id) });
    return value + limit;
  }

  protected override describe(): string {
    return `${super.describe()} ${label('plain')}`;
  }
}
