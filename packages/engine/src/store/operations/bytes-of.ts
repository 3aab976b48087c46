/** How many bytes of the callers' requests bring along: their envelopes. The rest of a request is small. */
import type { NewLane, SignalInput, StartRequest, StepCommit, Then } from '../store.js';
import type { operations } from './index.js';
import type { PublishRequest } from './publish.js';
import type { SendRequest } from './send.js';

type Operations = typeof operations;
type Sizes = { readonly [Verb in keyof Operations]?: (request: Parameters<Operations[Verb]>[1][number]) => number };

const sizes: Sizes = {
  start: ofStart,
  send: ({ signal }: SendRequest) => ofSignal(signal),
  publish: ({ envelope }: PublishRequest) => envelope.length,
  commit: ofStep,
};

export function bytesOf(verb: keyof Operations, request: unknown): number {
  const sizeOf = sizes[verb] as ((request: unknown) => number) | undefined;
  return sizeOf?.(request) ?? 0;
}

function ofStart({ signals, ...start }: StartRequest): number {
  return ofBeginning(start) + sum(signals, ofSignal) + (start.holder?.first?.envelope.length ?? 0);
}

function ofBeginning({ envelope, input, statuses }: Pick<StartRequest, 'envelope' | 'input' | 'statuses'>): number {
  return envelope.length + input.length + sum(statuses, ofSignal);
}

function ofSignal({ envelope }: Pick<SignalInput, 'envelope'>): number {
  return envelope.length;
}

function ofStep({ before, then, history, published, behind }: StepCommit): number {
  const told = (history?.envelope?.length ?? 0) + (history?.continuation?.length ?? 0);
  return ofThen(then) + told + sum(published, ofSignal) + sum(before ?? [], ofStep) + (behind ? ofStep(behind) : 0);
}

function ofThen(then: Then): number {
  const own = 'envelope' in then ? then.envelope.length : 0;
  if (then.kind === 'fork') return own + sum(then.lanes, ofLane);
  return then.kind === 'startChild' ? own + ofBeginning(then.child) : own;
}

function ofLane({ envelope, first }: NewLane): number {
  return envelope.length + (first?.history?.continuation?.length ?? 0);
}

function sum<Item>(items: readonly Item[], sizeOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + sizeOf(item), 0);
}
