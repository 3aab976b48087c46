/** Reaching a fork: every lane gets its arguments and copies of what it reads of its surroundings. */
import { assert, WaystoneError } from '@waystone/core';
import type { ForkNode, ForkValue, Lane } from '@waystone/core/graph';
import { assertConcurrency, assertNoHoles, isDecided, joinOutcome, joinRule } from '@waystone/core/runtime';
import type { OpenedLane } from '../action.js';
import { atEntry } from '../continuation.js';
import { pick } from '../frame.js';
import { termsOf } from '../join-outcome.js';
import type { Arrival, Arrive } from './arrival.js';

function laneOf(fork: ForkNode, position: number): Lane {
  const lane = fork.lanes[fork.shape === 'each' ? 0 : position];
  assert(lane !== undefined, `the fork was reached with arguments for lane ${position}, which it has not`);
  return lane;
}

function openLane({ graph, id, frame }: Arrival, fork: ForkNode, args: readonly unknown[], position: number): OpenedLane {
  const lane = laneOf(fork, position);
  return {
    entry: { fork: id, lane: fork.shape === 'each' ? 0 : position },
    key: fork.shape === 'each' ? String(position) : lane.key,
    continuation: { node: atEntry, value: args, kept: pick(graph, frame, lane.keep) },
  };
}

export const arriveAtFork: Arrive<ForkNode> = (arrival, fork, value) => {
  const { lanes, concurrency } = value as ForkValue;
  const { length: count } = lanes;
  assert(fork.shape === 'each' || lanes.length === fork.lanes.length, `fork '${arrival.id}' was reached with ${lanes.length} lanes`);
  try {
    assertNoHoles(lanes);
    if (concurrency !== undefined) assertConcurrency(concurrency);
    const rule = joinRule(fork.mode, count, termsOf(value as ForkValue));
    if (count === 0 && fork.mode === 'race') return { next: { kind: 'never' } };
    // Decided before a lane began: there are none, or too few.
    if (count === 0 || isDecided(rule, 0, 0)) return joinOutcome(fork.mode, count, { ends: [] });
    const opened = lanes.map((args, position) => openLane(arrival, fork, args, position));
    return { next: { kind: 'fork', lanes: opened, rule, ...(concurrency !== undefined && { concurrency }) } };
  } catch (error) {
    if (error instanceof WaystoneError) return { error };
    throw error;
  }
};
