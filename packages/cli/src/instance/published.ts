/** What an instance has published, and what was sent to it that it has not received. */
import type { InstanceDescription } from '@waystone/engine';
import { layOut } from '../terminal/table.js';
import type { Sink } from '../terminal/terminal.js';
import { fromNow } from '../terminal/time.js';
import { readableLine } from '../terminal/value.js';

export function statusesOf(sink: Sink, { statuses }: InstanceDescription, now: number): string {
  return layOut(
    Object.entries(statuses).map(([name, status]) => [name, readableLine(status), sink.paint('dim', fromNow(status.setAt, now))]),
  );
}

export function bufferedOf({ buffered }: InstanceDescription, now: number): string {
  return layOut(buffered.map(({ name, sentAt }) => [name, `sent ${fromNow(sentAt, now)}`]));
}
