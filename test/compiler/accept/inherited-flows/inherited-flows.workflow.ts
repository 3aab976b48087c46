/** Flows of classes in other files, at several levels, whose modules use the same names for different things. */
import { flow, join, workflow } from '@waystone/core';
import type { Case } from '../../support/case.js';
import { Middle } from './middle/middle.js';
import { TooMuch, type Ticket } from './root.js';
import { limit, loud as shared } from './words.js';

export const label = (text: string): string => `leaf:${text}`;

@workflow()
export class InheritedFlows extends Middle {
  @flow()
  override async work(ticket: Ticket): Promise<string> {
    const { noted, times } = await this.both(ticket);
    const counted = [new Map([[noted, times]]).size, await this.count([ticket.amount])];
    return [noted, times, ...counted, await this.choose(ticket.amount), await this.opened(ticket), label(shared('x')), limit].join(' ');
  }

  @flow()
  override async checked(ticket: Ticket): Promise<number> {
    const more = { ...ticket, id: label(ticket.id), amount: ticket.amount + 1 };
    try {
      const [one, other] = await join([super.checked(ticket), super.checked(more)]);
      return one + other;
    } catch (error) {
      const margin = error instanceof TooMuch ? label(error.message) : label('other');
      this.stage.set(margin);
      throw error;
    }
  }
}

export const cases: Case[] = [
  {
    name: 'small',
    input: { id: 'a', amount: 1 },
    traceDiffers: 'the plain run does not see calls by way of `super`',
    expect: {
      value: ['middle:map of a 6 1 3 middle:small root:id=<a> 3 leaf:X 15', 3 + 2 + 6 + 2, 'root:plain middle:plain'],
    },
  },
  {
    name: 'large',
    input: { id: 'b', amount: 9 },
    traceDiffers: 'the plain run does not see calls by way of `super`',
    expect: {
      value: ['middle:map of b 6 1 3 middle:<large> root:id=<b> 3 leaf:X 15', 27 + 2 + 30 + 2, 'root:plain middle:plain'],
    },
  },
  {
    name: 'too much',
    input: { id: 'c', amount: 10 },
    traceDiffers: 'a failure cancels the other lane',
    expect: { value: ['too much', 'ROOT:MIDDLE:LEAF:C', 6] },
  },
  { name: 'refused', input: { id: 'd', amount: 13 }, traceDiffers: 'a failure cancels the other lane', expect: { value: ['rejected', 'unlucky', 3] } },
];
