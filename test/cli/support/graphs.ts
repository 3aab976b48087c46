/** A graph with everything that a drawing can show: a branch, nested forks, a loop, signals, sleeps, errors. */
import { taskPolicy } from '@waystone/core';
import { hashGraph, type Graph, type Node, type Point } from '@waystone/core/graph';

const task = (name: string, then: string, error?: string): Node => ({
  kind: 'task',
  task: name,
  keep: [],
  then,
  ...(error !== undefined && { error }),
});
const point = (next: readonly string[], mark?: Point['mark']): Point => ({ next, digest: next.join(), ...(mark && { mark }) });

const nodes: Readonly<Record<string, Node>> = {
  'run/decide/assess': task('assess', 'run/prepare/join'),
  'run/decide/approval': { kind: 'signal', signal: 'approval', take: 'receive', keep: [], then: 'run/decided' },
  'run/prepare/join': {
    kind: 'fork',
    shape: 'object',
    mode: 'all',
    keep: [],
    then: 'run/deliver/loop',
    lanes: [
      { key: 'receipt', entry: 'run/prepare/receipt', keep: [] },
      { key: 'parcels', entry: 'run/prepare/parcels', keep: [] },
    ],
  },
  'run/prepare/receipt': task('charge', 'end'),
  'run/prepare/parcels': {
    kind: 'fork',
    shape: 'each',
    mode: 'settled',
    keep: [],
    then: 'end',
    lanes: [{ key: '*', entry: 'run/prepare/reserve', keep: [] }],
  },
  'run/prepare/reserve': task('reserve', 'run/prepare/pack'),
  'run/prepare/pack': task('pack & <label>', 'end'),
  'run/deliver/ship': task('ship', 'run/deliver/shipped', 'run/refund'),
  'run/deliver/sleep': { kind: 'sleep', span: 'for', keep: [], then: 'run/deliver/loop' },
  'run/refund': task('refund', 'run/refunded'),
};

const points: Readonly<Record<string, Point>> = {
  run: point(['run/decide']),
  'run/decide': point(['run/decide/low', 'run/decide/medium', 'run/decide/high'], { kind: 'branch', label: 'decide' }),
  'run/decide/low': point(['run/prepare/join'], { kind: 'case', label: 'low' }),
  'run/decide/medium': point(['run/decide/assess'], { kind: 'case', label: 'medium' }),
  'run/decide/high': point(['run/decide/approval'], { kind: 'case', label: 'high' }),
  'run/decided': point(['run/prepare/join', 'end']),
  'run/deliver/loop': point(['run/deliver/ship', 'end'], { kind: 'loop', label: 'deliver' }),
  'run/deliver/shipped': point(['end', 'run/deliver/sleep']),
  'run/refunded': point([]),
};

const content = { workflow: 'order', entry: 'run', nodes, points } as const;

export const orderGraph: Graph = {
  format: 1,
  ...content,
  hash: hashGraph(content),
  slots: [],
  tasks: Object.fromEntries(['assess', 'charge', 'reserve', 'pack & <label>', 'ship', 'refund'].map((name) => [name, taskPolicy()])),
  signals: ['approval'],
  statuses: {},
  history: 'outcomes',
};
