/** Values for people, as Node writes them. */
import { inspect } from 'node:util';
import type { Readable } from '@waystone/engine';
import type { Sink } from './terminal.js';

const longestLine = 120;

/** One line, cut to `width` characters. */
export function oneLine(value: unknown, width = longestLine): string {
  return cut(
    value instanceof Error ? errorLine(value) : inspect(value, { depth: 4, breakLength: Infinity, compact: true, maxStringLength: 200 }),
    width,
  );
}

/** Several lines if needed, colored like Node's own console. */
export function block(sink: Sink, value: unknown): string {
  return inspect(value, { depth: 8, breakLength: Math.min(sink.columns - 10, 110), colors: sink.colored, maxArrayLength: 200 });
}

/** {@link oneLine} of a stored value, or why it cannot be read. */
export function readableLine(stored: Readable, width?: number): string {
  return 'unreadable' in stored ? `<unreadable: ${stored.unreadable}>` : oneLine(stored.value, width);
}

/** {@link block} of a stored value, or why it cannot be read. */
export function readableBlock(sink: Sink, stored: Readable): string {
  return 'unreadable' in stored ? `<unreadable: ${stored.unreadable}>` : block(sink, stored.value);
}

/** Name and message of an error, on one line. */
export function errorLine(error: Error): string {
  return `${error.name}: ${error.message}`;
}

function cut(text: string, width: number): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  return line.length <= width ? line : `${line.slice(0, Math.max(width - 1, 0))}…`;
}
