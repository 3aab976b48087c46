/** What an instance is: names, times, requests, input and outcome. */
import { defaultPriority, defaultQueue } from '@waystone/core';
import type { InstanceDescription } from '@waystone/engine';
import { paintStatus } from '../terminal/status.js';
import { indent, layOut, type Cell } from '../terminal/table.js';
import type { Sink } from '../terminal/terminal.js';
import { dateTime, duration, fromNow } from '../terminal/time.js';
import { readableBlock } from '../terminal/value.js';

type Row = readonly [name: string, value: Cell];

export function headerOf(sink: Sink, instance: InstanceDescription, now: number): string {
  const title = `${sink.paint('bold', instance.id)}  ${instance.workflow}  ${paintStatus(sink, instance.status)}${instance.terminated ? ' (terminated)' : ''}`;
  const rows = [
    ...times(instance, now),
    ...placement(instance),
    ...family(instance),
    ...values(sink, instance),
    ['graph', instance.graph.slice(0, 12)] as const,
  ];
  const painted = rows.filter(([, value]) => value !== undefined).map(([name, value]) => [sink.paint('dim', name), value]);
  return `${title}\n${indent(layOut(painted))}`;
}

function times({ createdAt, endedAt, cancelRequestedAt, pauseRequestedAt }: InstanceDescription, now: number): readonly Row[] {
  const asked = (at: number | undefined): Cell => (at === undefined ? undefined : `${dateTime(at)} (${fromNow(at, now)})`);
  return [
    ['created', asked(createdAt)],
    ['ended', endedAt === undefined ? undefined : `${dateTime(endedAt)} (took ${duration(endedAt - createdAt)})`],
    ['cancel asked', asked(cancelRequestedAt)],
    ['pause asked', asked(pauseRequestedAt)],
  ];
}

/** Where it goes and when, as far as that is not the same for all. */
function placement({ queue, priority, tags }: InstanceDescription): readonly Row[] {
  return [
    ['queue', queue === defaultQueue ? undefined : queue],
    ['priority', priority === defaultPriority ? undefined : String(priority)],
    ['tags', tags.length === 0 ? undefined : tags.join(', ')],
  ];
}

function family({ parent, children }: InstanceDescription): readonly Row[] {
  const counts = Object.entries(children).flatMap(([state, count]) => (count > 0 ? [`${count} ${state}`] : []));
  return [
    ['parent', parent && `${parent.id} (${closings[parent.onParentClose]} when that ends)`],
    ['children', counts.length > 0 ? counts.join(', ') : undefined],
  ];
}

const closings: Readonly<Record<NonNullable<InstanceDescription['parent']>['onParentClose'], string>> = {
  cancel: 'canceled',
  terminate: 'terminated',
  abandon: 'goes on',
};

function values(sink: Sink, { status, input, outcome }: InstanceDescription): readonly Row[] {
  const outcomeName = status === 'completed' ? 'result' : 'error';
  return [
    ['input', readableBlock(sink, input)],
    [outcomeName, outcome && readableBlock(sink, outcome)],
  ];
}
