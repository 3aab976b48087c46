/** Reaching a sleep: its end is fixed now, so that a crash neither shortens nor lengthens it. */
import { parseDuration, parseInstant } from '@waystone/core';
import type { SleepNode } from '@waystone/core/graph';
import type { Instant } from '../../ports.js';
import type { Arrive } from './arrival.js';
import { later } from './later.js';

function wakeAt(node: SleepNode, at: Instant, value: unknown): Instant {
  return node.span === 'for' ? later(at, parseDuration(value)) : parseInstant(value);
}

export const arriveAtSleep: Arrive<SleepNode> = ({ at }, node, value) => {
  try {
    return { next: { kind: 'sleep', wakeAt: wakeAt(node, at, value) } };
  } catch (error) {
    return { error };
  }
};
