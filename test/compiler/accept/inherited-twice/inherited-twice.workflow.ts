/** A second workflow of a base in another file, which starts a third one: each copies the flows of its own base. */
import { child, flow, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';
import { Root, type Ticket } from '../inherited-flows/root.js';

@workflow()
export class InheritedTwice extends Root {
  @flow()
  override async work(ticket: Ticket): Promise<string> {
    const other = await child(InheritedThrice, { ...ticket, amount: 2 });
    return `${await this.opened(ticket)} and ${other.join(' ')}`;
  }
}

@workflow()
export class InheritedThrice extends Root {
  constructor() {
    super(5);
  }

  @flow()
  override async work({ id }: Ticket): Promise<string> {
    return this.opened({ id, amount: 0 });
  }
}

export const cases: Case[] = [
  {
    name: 'both',
    input: { id: 'a', amount: 4 },
    expect: { value: ['root:id=<a> 3 and root:id=<a> 5 10 root:plain', 12, 'root:plain'] },
  },
  { name: 'too much', input: { id: 'b', amount: 11 }, expect: { value: ['too much', 'ROOT:B', 6] } },
];
