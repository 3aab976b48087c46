/** What finished, in the order in which it was committed: one line per attempt, then the cases and turns passed after it. */
import { SignalTimeoutError } from '@waystone/core';
import type { HistoryItem } from '@waystone/engine';
import { paintStatus } from '../terminal/status.js';
import { table, type Cell } from '../terminal/table.js';
import type { Sink } from '../terminal/terminal.js';
import { clockTime, date, duration } from '../terminal/time.js';
import { readableLine } from '../terminal/value.js';
import { laneName } from './lanes.js';

const dateTimeWidth = '2026-11-22 09:41:07.123'.length;
const headings = ['TIME', 'LANE', 'NODE', 'ATTEMPT', 'TOOK', 'OUTCOME', ''];

/** The last entries, in `columns` characters; a line above says how many are left out. */
export function timelineOf(sink: Sink, history: readonly HistoryItem[], last: number, columns: number): string {
  const telling = history.filter(tells);
  const shown = telling.slice(-last);
  if (shown.length === 0) return '';
  const left = telling.length - shown.length;
  const note = left === 0 ? [] : [sink.paint('dim', `… ${left} earlier; --last ${telling.length} shows all`)];
  return [
    ...note,
    table(
      sink,
      headings,
      shown.flatMap((item, index) => rows(sink, item, shown[index - 1])),
      columns,
    ),
  ].join('\n');
}

/** That a lane reached its first wait says nothing, unless something was passed on the way. */
function tells({ node, outcome, passed, unreadable }: HistoryItem): boolean {
  return node !== '' || outcome !== 'completed' || passed.length > 0 || unreadable !== undefined;
}

function rows(sink: Sink, item: HistoryItem, before: HistoryItem | undefined): readonly (readonly Cell[])[] {
  const passed = passedBy(item);
  const row = [
    timeOf(item, before),
    laneName(item.lane),
    item.node === '' ? 'entry' : item.node,
    item.attempt > 1 || item.outcome === 'retried' ? `#${item.attempt}` : undefined,
    duration(item.endedAt - item.startedAt),
    paintStatus(sink, timedOut(item) ? 'timed out' : item.outcome),
    item.content === undefined ? undefined : readableLine(item.content),
  ];
  return passed === '' ? [row] : [row, ['', '', sink.paint('dim', `↳ ${passed}`)]];
}

/** A signal that did not come in time is what its timeout is for; whether it is a failure, the flow decides. */
function timedOut({ outcome, content }: HistoryItem): boolean {
  return outcome === 'failed' && content !== undefined && 'value' in content && content.value instanceof SignalTimeoutError;
}

/** The date is shown where it changes. */
function timeOf({ endedAt }: HistoryItem, before: HistoryItem | undefined): string {
  const sameDay = before !== undefined && date(before.endedAt) === date(endedAt);
  return sameDay ? clockTime(endedAt).padStart(dateTimeWidth) : `${date(endedAt)} ${clockTime(endedAt)}`;
}

/** `decide: high, loop attempts`. A case after a case is what the first one, which was chosen, fell through to. */
function passedBy({ passed, unreadable }: HistoryItem): string {
  if (unreadable !== undefined) return `unreadable: ${unreadable}`;
  return passed
    .filter(({ kind }, index) => kind !== 'case' || passed[index - 1]?.kind !== 'case')
    .reduce(
      (text, { kind, label }) => text + (text === '' ? '' : kind === 'case' ? ': ' : ', ') + (kind === 'loop' ? `loop ${label}` : label),
      '',
    );
}
