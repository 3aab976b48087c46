/** Reaching a wait for a signal: `receive` waits, at most for its timeout; `poll` takes what is there now. */
import { parseDuration, type ReceiveOptions } from '@waystone/core';
import type { SignalNode } from '@waystone/core/graph';
import type { Arrive } from './arrival.js';
import { later } from './later.js';

export const arriveAtSignal: Arrive<SignalNode> = ({ at }, node, value) => {
  const { signal } = node;
  if (node.take === 'poll') return { next: { kind: 'receive', signal, wakeAt: at } };
  const timeout = (value as ReceiveOptions | null | undefined)?.timeout;
  if (timeout === undefined) return { next: { kind: 'receive', signal } };
  try {
    return { next: { kind: 'receive', signal, wakeAt: later(at, parseDuration(timeout)) } };
  } catch (error) {
    return { error };
  }
};
