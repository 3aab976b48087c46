/** Tables and timelines on screens of any width. */
import { SignalTimeoutError } from '@waystone/core';
import { expect, test } from 'vitest';
import { timelineOf } from '../../packages/cli/src/instance/timeline.js';
import { table } from '../../packages/cli/src/terminal/table.js';
import type { Sink } from '../../packages/cli/src/terminal/terminal.js';

const screen = (columns: number): Sink => ({
  line: () => undefined,
  paint: (style, text) => (style === 'red' || style === 'yellow' ? `<${style}>${text}` : text),
  columns,
  interactive: true,
  colored: false,
});
const rows = [
  ['a-1', 'Rejected: the whole sentence, from its first word to its last'],
  ['日本', '日本語の長い文章はここで切られるはずです'],
];

test('the last column is cut where the screen ends', () => {
  expect(table(screen(24), ['ID', 'REASON'], rows).split('\n')).toEqual([
    'ID    REASON',
    'a-1   Rejected: the who…',
    '日本  日本語の長い文章…',
  ]);
});

test('a screen that is wide enough, or no screen at all, shows everything', () => {
  for (const columns of [67, 200, Infinity])
    expect(table(screen(columns), ['ID', 'REASON'], rows)).toContain('from its first word to its last');
});

test('a table without rows, or of a single column, is no special case', () => {
  expect(table(screen(20), ['ID'], [])).toBe('ID');
  expect(table(screen(12), ['ID'], [['a-very-long-identifier']])).toBe('ID\na-very-long…');
});

const item = {
  lane: '',
  node: 'run/approval',
  attempt: 1,
  startedAt: 0,
  endedAt: 1000,
  outcome: 'failed',
  worker: 1,
  passed: [],
} as const;

test('a signal that did not come in time is not shown as a failure', () => {
  const timeline = (error: Error): string => timelineOf(screen(200), [{ ...item, content: { value: error } }], 10, 200);
  expect(timeline(new SignalTimeoutError('approval'))).toMatch(/<yellow>◷ timed out +SignalTimeoutError: no signal 'approval'/);
  expect(timeline(new Error('boom'))).toMatch(/<red>✗ failed +Error: boom/);
});

test('what of a damaged row cannot be read stands beneath it', () => {
  const damaged = { ...item, node: '', outcome: 'completed', unreadable: 'they are no JSON' } as const;
  expect(timelineOf(screen(200), [damaged, item], 10, 200)).toMatch(
    /entry.*✓ completed.*\n.*↳ unreadable: they are no JSON.*\n.*run\/approval/,
  );
});

test('of cases that fall through the one that was chosen is shown', () => {
  const marks = [
    { kind: 'branch', label: 'decide' },
    { kind: 'case', label: 'gold' },
    { kind: 'case', label: 'silver' },
    { kind: 'loop', label: 'pack' },
  ] as const;
  const passed = marks.map((mark) => ({ ...mark, point: `run/${mark.label}` }));
  expect(timelineOf(screen(200), [{ ...item, passed }], 10, 200)).toContain('↳ decide: gold, loop pack');
});
