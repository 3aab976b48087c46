/** A graph with every kind of node and mark: fork, join, branch with cases, loop, signal, sleep, error edges. */
import { taskPolicy } from '@waystone/core';
import { freezeGraph, hashGraph, type Graph, type Node, type Point } from '@waystone/core/graph';

const task = (name: string, then: string, error?: string): Node => ({
  kind: 'task',
  task: name,
  keep: [0],
  then,
  ...(error !== undefined && { error }),
});
const point = (next: readonly string[], rest: Partial<Point> = {}): Point => ({ next, digest: next.join(), ...rest });

const nodes: Graph['nodes'] = {
  'run/decide/approval': { kind: 'signal', signal: 'approval', take: 'receive', keep: [0], then: 'run/decided', error: 'run/catch' },
  'run/prepare/join': {
    kind: 'fork',
    shape: 'object',
    mode: 'all',
    lanes: [
      { key: 'receipt', entry: 'run/prepare/receipt/begin', keep: [] },
      { key: 'parcel', entry: 'run/prepare/parcel/begin', keep: [0] },
    ],
    keep: [0],
    then: 'run/ship/begin',
    error: 'run/catch',
  },
  'run/prepare/receipt': { kind: 'task', task: 'charge', keep: [], then: 'end' },
  'run/prepare/parcel': { kind: 'task', task: 'reserve', keep: [], then: 'end' },
  'run/ship': task('ship', 'run/shipped', 'run/catch'),
  'run/sleep': { kind: 'sleep', span: 'for', keep: [0], then: 'run/ship/begin' },
  'run/refund': { kind: 'task', task: 'refund', keep: [], then: 'end' },
};

const points: Graph['points'] = {
  run: point(['run/decide']),
  'run/decide': point(['run/decide/low', 'run/decide/high'], { mark: { kind: 'branch', label: 'decide' } }),
  'run/decide/low': point(['run/decided'], { mark: { kind: 'case', label: "'low'" } }),
  'run/decide/high': point(['run/decide/approval'], { mark: { kind: 'case', label: "'high'" } }),
  'run/decided': point(['run/prepare/join'], { error: 'run/catch' }),
  'run/prepare/receipt/begin': point(['run/prepare/receipt']),
  'run/prepare/parcel/begin': point(['run/prepare/parcel']),
  'run/ship/begin': point(['run/ship'], { mark: { kind: 'loop', label: 'ship' } }),
  'run/shipped': point(['end', 'run/sleep'], { error: 'run/catch' }),
  'run/catch': point(['run/refund']),
};

export const sample: Graph = freezeGraph({
  format: 1,
  workflow: 'order',
  hash: hashGraph({ workflow: 'order', entry: 'run', nodes, points }),
  entry: 'run',
  nodes,
  points,
  slots: ['order'],
  tasks: { charge: taskPolicy(), reserve: taskPolicy(), ship: taskPolicy(), refund: taskPolicy() },
  signals: ['approval'],
  statuses: {},
  history: 'outcomes',
});
