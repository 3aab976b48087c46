/** Graphs in databases that are not what was written there. */
import { GraphUnreadableError } from '@waystone/core';
import type { HistoryPolicy } from '@waystone/core';
import { readGraph } from '@waystone/core/graph';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sample } from './sample.js';

const text = JSON.stringify(sample);
const read = (other: string): unknown => readGraph(other, 'graph x');

/** Nothing else than a graph or the named error. */
function attempt(other: string): void {
  try {
    expect(read(other)).toMatchObject({ format: 1 });
  } catch (error) {
    expect(error).toBeInstanceOf(GraphUnreadableError);
    expect(error).toMatchObject({ code: 'GRAPH_UNREADABLE' });
  }
}

test('what is wrong is told of the graph, not of this release', () => {
  const { entry: _, ...headless } = sample;
  expect(() => read(JSON.stringify(headless))).toThrow(/its entry is not what it should be/);
  expect(() => read(JSON.stringify(headless))).not.toThrow(/bug in Waystone/);
});

test('a graph comes back', () => expect(read(text)).toEqual(sample));

test('whatever history a graph keeps, it comes back', () => {
  for (const history of ['full', 'outcomes', 'none', { last: 10 }] satisfies HistoryPolicy[])
    expect(read(JSON.stringify({ ...sample, history }))).toEqual({ ...sample, history });
});

test('each field that is missing or something else is named', () => {
  for (const field of ['workflow', 'hash', 'entry', 'nodes', 'points', 'slots', 'tasks', 'signals', 'statuses', 'history'])
    for (const instead of [undefined, null, 1, [1], { x: 1 }]) {
      const other = JSON.stringify({ ...sample, [field]: instead });
      expect(() => read(other)).toThrow(`the stored graph x cannot be read: its ${field} is not what it should be`);
    }
});

test.each([
  ['nothing', ''],
  ['no object', '[]'],
  ['half of it', text.slice(0, text.length / 2)],
  ['another format', JSON.stringify({ ...sample, format: 2 })],
  ['a kind of node of a newer release', text.replaceAll('"kind":"task"', '"kind":"dream"')],
  ['an entry that is a property of every object', JSON.stringify({ ...sample, entry: 'constructor' })],
  ['a prototype', text.replace('"nodes":{', '"nodes":{"__proto__":{"kind":"task"},')],
  ['lists nested too deep to go through', `${text.slice(0, -1)},"slots":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
])('%s is no graph', (_, other) => expect(() => read(other)).toThrow(GraphUnreadableError));

test('any text, and any damage to one, gives a graph or the named error', () => {
  const damage = fc
    .tuple(fc.nat(text.length - 1), fc.nat(12), fc.string({ maxLength: 3 }))
    .map(([at, gone, more]) => text.slice(0, at) + more + text.slice(at + gone));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), damage), (other) => attempt(other)),
    { numRuns: 2_000 },
  );
});
