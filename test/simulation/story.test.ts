/** What is told of a run that failed: everything about its instance, and of the rest how much there was. */
import { expect, test } from 'vitest';
import { storyOf } from './story.js';

const nobody: ReadonlySet<string> = new Set();

test('turns of event loops are left out', () => {
  expect(storyOf(['1 worker 0.1: timer', '2 worker 0.1: soon', '3 worker 0.1: {"kind":"retire"}'], nobody)).toEqual([
    '3 worker 0.1: {"kind":"retire"}',
  ]);
});

test('statements of one process are one line, whatever turns are between them', () => {
  expect(storyOf(['1 worker 0.1: begin', '2 worker 0.1: timer', '3 worker 0.1: commit done', '4 client 0.2: read'], nobody)).toEqual([
    '1 worker 0.1: begin, commit done',
    '4 client 0.2: read',
  ]);
});

test('of statements that come to nothing the first and the last are told', () => {
  const polls = Array.from({ length: 50 }, (_, at) => `${at} worker ${at % 2}.1: begin`);
  const story = storyOf([...polls, '50 worker 0.1: {"kind":"retire"}'], nobody);
  expect(story).toEqual([
    ...polls.slice(0, 4),
    '… 42 times statements of processes',
    ...polls.slice(-4),
    '50 worker 0.1: {"kind":"retire"}',
  ]);
});

test('nothing is told of other instances, by name, by number or by call', () => {
  const line = (what: string, about: object): string => `1 worker 0.1: ${JSON.stringify({ what, ...about })}`;
  const own = [line('claim', { n: 1, instance: 'one' }), line('commit', { n: 1, call: 1 }), line('committed', { call: 1 })];
  const others = [line('claim', { n: 2, instance: 'two' }), line('commit', { n: 2, call: 2 }), line('committed', { call: 2 })];
  expect(storyOf([...own, ...others], new Set(['two']))).toEqual(own);
});
