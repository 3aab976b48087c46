/** What a lane in the hands of a worker knows of the requests made of it. */
import { CanceledError } from '@waystone/core';
import { expect, test } from 'vitest';
import { HeldLane } from '../../packages/engine/src/worker/held-lane.js';
import type { Standing } from '../../packages/engine/src/interpreter/envelope.js';
import type { LoadedWorkflow } from '../../packages/engine/src/worker/registry.js';
import type { ClaimedLane } from '../../packages/engine/src/store/store.js';

const bytes = new Uint8Array();

const claimed: ClaimedLane = {
  n: 1,
  lane: '',
  owner: 1,
  epoch: 1,
  seq: 0,
  instanceId: 'i',
  uid: 'u',
  graph: 'g',
  entry: { fork: null, lane: 0 },
  node: 'run/one',
  envelope: bytes,
  attempt: 0,
  losses: 0,
  since: 0,
  request: 'none',
  wakeAt: 0,
  tags: [],
  instanceTags: [],
  isChild: false,
};

function hold(): HeldLane {
  return new HeldLane(claimed, { node: () => ({ kind: 'sleep' }) } as unknown as LoadedWorkflow);
}

function standingAt(node: string): Standing {
  return { node, envelope: bytes, copy: undefined };
}

test('a cancel that was heard of outlives the answer to a commit that was made before it', () => {
  const held = hold();
  held.requestCancel(new CanceledError());
  held.moveTo(standingAt('run/two'), 'none');
  expect(held.request).toBe('cancel');
  expect(held.canceledFor).toBeInstanceOf(CanceledError);
});

test('cleanup after a cancel that was delivered is not aborted, not even by asking again', () => {
  const held = hold();
  held.requestCancel(new CanceledError());
  held.moveTo(standingAt('run/finally'), 'canceling');
  held.requestCancel(new CanceledError());
  expect(held.request).toBe('canceling');
  expect(held.canceledFor).toBeUndefined();
});
