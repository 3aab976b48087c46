/** What must hold for a graph, its identity, and how it is drawn. */
import { InvariantError } from '@waystone/core';
import {
  assertGraph,
  edgesOf,
  hashGraph,
  outline,
  print,
  reachableFrom,
  visit,
  type Graph,
  type Node,
  type NodeOf,
  type Point,
} from '@waystone/core/graph';
import { describe, expect, test } from 'vitest';
import { sample } from './sample.js';

/** A copy that something was done to; its hash fits again. */
function changed(
  change: (copy: { -readonly [K in keyof Graph]: Graph[K] } & { nodes: Record<string, Node>; points: Record<string, Point> }) => void,
): Graph {
  const copy = structuredClone(sample) as Parameters<typeof change>[0];
  change(copy);
  return { ...copy, hash: hashGraph(copy) };
}

const ship = sample.nodes['run/ship'] as NodeOf<'task'>;
const fork = sample.nodes['run/prepare/join'] as NodeOf<'fork'>;
const run = sample.points['run'] as Point;

describe('assertGraph', () => {
  test('passes a whole graph', () => expect(() => assertGraph(sample)).not.toThrow());

  const broken: readonly [name: string, graph: Graph, message: string][] = [
    [
      'a target that does not exist',
      changed(({ nodes }) => (nodes['run/ship'] = { ...ship, then: 'nowhere' })),
      "'run/ship' goes to 'nowhere'",
    ],
    ['an entry that does not exist', changed((graph) => (graph.entry = 'nowhere')), "the entry 'nowhere' does not exist"],
    ['a slot that does not exist', changed(({ nodes }) => (nodes['run/ship'] = { ...ship, keep: [5] })), 'keeps slot 5'],
    [
      'slots out of order',
      changed((graph) => {
        graph.slots = ['a', 'b'];
        graph.nodes['run/ship'] = { ...ship, keep: [1, 0] };
      }),
      'not in ascending order',
    ],
    ['two slots of one name', changed((graph) => (graph.slots = ['a', 'a'])), 'two slots have one name'],
    ['an entry that needs values', changed((graph) => (graph.entry = 'run/ship')), "'run/ship' is entered without slot 0"],
    [
      'a lane that needs values',
      changed(({ nodes }) => (nodes['run/prepare/join'] = { ...fork, lanes: [{ key: 'a', entry: 'run/ship', keep: [] }] })),
      "'run/ship' is entered without slot 0",
    ],
    ['a fork with no lanes', changed(({ nodes }) => (nodes['run/prepare/join'] = { ...fork, lanes: [] })), 'has no lanes'],
    [
      'lanes of one name',
      changed(({ nodes }) => (nodes['run/prepare/join'] = { ...fork, lanes: [...fork.lanes, ...fork.lanes] })),
      'two lanes of one name',
    ],
    [
      'lanes that are not named by position',
      changed(({ nodes }) => (nodes['run/prepare/join'] = { ...fork, shape: 'array' })),
      'named by position',
    ],
    ['two lanes per item', changed(({ nodes }) => (nodes['run/prepare/join'] = { ...fork, shape: 'each' })), 'one lane per item'],
    [
      'a place that nothing leads to',
      changed(({ points }) => (points['run/lost'] = { next: ['end'], digest: '' })),
      "nothing leads to 'run/lost'",
    ],
    ['one name for two places', changed(({ points }) => (points['run/ship'] = { next: ['end'], digest: '' })), 'both a node and a point'],
    ['a place named end', changed(({ points }) => (points['end'] = { next: [], digest: '' })), "'end' cannot be the name"],
    ['a task with no policy', changed((graph) => (graph.tasks = {})), "performs task 'charge', which has no policy"],
    ['a signal that does not exist', changed((graph) => (graph.signals = [])), "waits for signal 'approval'"],
    ['an error edge to a node', changed(({ points }) => (points['run'] = { ...run, error: 'run/refund' })), 'does not go to a point'],
    ['another hash', { ...sample, hash: 'x' }, 'the hash of graph'],
  ];
  for (const [name, graph, message] of broken) {
    test(`refuses ${name}`, () => {
      expect(() => assertGraph(graph)).toThrow(InvariantError);
      expect(() => assertGraph(graph)).toThrow(message);
    });
  }
});

describe('the hash', () => {
  test('does not depend on the order in which places are written', () => {
    const reversed = <T>(record: Readonly<Record<string, T>>): Record<string, T> => Object.fromEntries(Object.entries(record).toReversed());
    expect(hashGraph({ ...sample, nodes: reversed(sample.nodes), points: reversed(sample.points) })).toBe(sample.hash);
  });

  test('does not depend on names of slots, policies or history', () => {
    expect(hashGraph(changed((graph) => Object.assign(graph, { slots: ['renamed'], tasks: {}, history: 'none' })))).toBe(sample.hash);
  });

  test('depends on what the code does', () => {
    expect(changed(({ points }) => (points['run'] = { ...run, digest: 'other' })).hash).not.toBe(sample.hash);
    expect(changed(({ nodes }) => (nodes['run/ship'] = { ...ship, keep: [] })).hash).not.toBe(sample.hash);
  });

  test('is the same for ever', () =>
    expect(sample.hash).toMatchInlineSnapshot(`"18b8830923dbdb62dd07cb65a8b3aabd75570b772059cac042a804b2ecbaf2cd"`));
});

test('a frozen graph cannot be changed', () => {
  expect(Object.isFrozen(sample.nodes['run/ship'])).toBe(true);
  expect(Object.isFrozen(sample.tasks['ship']?.retry.nonRetryable)).toBe(true);
});

test('visit calls the function of the kind', () => {
  const kindOf = (node: Node): string =>
    visit(node, {
      task: ({ task }) => task,
      sleep: () => 'sleep',
      signal: ({ signal }) => signal,
      child: ({ workflow }) => workflow,
      childResult: () => 'result',
      fork: () => 'fork',
    });
  expect(Object.values(sample.nodes).map(kindOf)).toEqual(['approval', 'fork', 'charge', 'reserve', 'ship', 'sleep', 'refund']);
});

test('edges are in the order written', () => {
  expect(edgesOf(sample, 'run/prepare/join').map(({ kind, to }) => [kind, to])).toEqual([
    ['lane', 'run/prepare/receipt/begin'],
    ['lane', 'run/prepare/parcel/begin'],
    ['then', 'run/ship/begin'],
    ['error', 'run/catch'],
  ]);
  expect(edgesOf(sample, 'end')).toEqual([]);
  expect(reachableFrom(sample, 'run/catch')).toEqual(new Set(['run/catch', 'run/refund']));
});

describe('drawings', () => {
  test('the outline names only boxes that exist', () => {
    const { boxes, arrows, groups } = outline(sample);
    const ids = new Set(boxes.map(({ id }) => id));
    expect(ids.size).toBe(boxes.length);
    for (const { from, to } of arrows) expect([ids.has(from), ids.has(to)]).toEqual([true, true]);
    for (const { group } of boxes) expect(group === undefined || groups.some(({ id }) => id === group)).toBe(true);
    expect(arrows.filter(({ back }) => back)).toEqual([{ from: 'run/sleep', to: 'run/ship/begin', error: false, back: true }]);
  });

  test('code that always throws ends the line as failed', () => {
    const { arrows } = outline(changed(({ points }) => (points['run/shipped'] = { ...run, next: [] })));
    expect(arrows).toContainEqual({ from: 'run/ship', to: 'failed', error: true, back: false });
  });

  test('an arrow bears the case that was chosen, also if it falls through to the next one', () => {
    const low: Point = { mark: { kind: 'case', label: 'low' }, next: ['run/decide/high'], digest: '' };
    const labels = outline(changed(({ points }) => (points['run/decide/low'] = low))).arrows.filter(({ from }) => from === 'run/decide');
    expect(labels.map(({ to, label }) => [to, label])).toEqual([
      ['run/decide/approval', 'low'],
      ['run/decide/approval', "'high'"],
    ]);
  });

  test('as text', () =>
    expect(print(sample).replace(sample.hash.slice(0, 12), 'HASH')).toMatchInlineSnapshot(`
      "order (graph HASH)

      start
              → run/decide
      branch  run/decide
              → run/prepare/join  ['low']
              → run/decide/approval  ['high']
      fork    run/prepare/join (fork)
              → run/prepare/receipt  [receipt]
              → run/prepare/parcel  [parcel]
      task    run/prepare/receipt (charge)
              → run/prepare/join#join
      task    run/prepare/parcel (reserve)
              → run/prepare/join#join
      join    run/prepare/join#join (join)
              → run/ship/begin
              ✗ run/refund
      loop    run/ship/begin (ship)
              → run/ship
      task    run/ship
              → end
              → run/sleep
              ✗ run/refund
      sleep   run/sleep
              ↺ run/ship/begin
      task    run/refund
              → end
      signal  run/decide/approval (receive approval)
              → run/prepare/join
              ✗ run/refund
      end
      "
    `));
  test('as Mermaid', () =>
    expect(print(sample, 'mermaid')).toMatchInlineSnapshot(`
      "flowchart TD
        b0(["start"])
        b1{"decide"}
        b6{{"ship"}}
        b7["ship"]
        b8("sleep")
        b9["refund"]
        b11(["end"])
        subgraph g0 ["prepare"]
          b2[/"fork"\\]
          b3["charge"]
          b4["reserve"]
          b5[\\"join"/]
        end
        subgraph g1 ["decide"]
          b10>"receive approval"]
        end
        b0 --> b1
        b1 -->|"'low'"| b2
        b2 -->|"receipt"| b3
        b3 --> b5
        b2 -->|"parcel"| b4
        b4 --> b5
        b5 --> b6
        b6 --> b7
        b7 --> b11
        b7 --> b8
        b8 --> b6
        b7 -.->|"error"| b9
        b9 --> b11
        b5 -.->|"error"| b9
        b1 -->|"'high'"| b10
        b10 --> b2
        b10 -.->|"error"| b9
      "
    `));
});
