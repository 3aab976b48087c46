/** What a worker says of itself: lines for people on standard error, or one JSON object a line for programs. */
import type { Logger } from '@waystone/core';
import { toJson } from './json.js';
import type { Sink, Style } from './terminal.js';
import { clockTime } from './time.js';
import { oneLine } from './value.js';

type Level = keyof Logger;
type Fields = Readonly<Record<string, unknown>>;

const styles: Readonly<Record<Level, Style>> = { debug: 'dim', info: 'blue', warn: 'yellow', error: 'red' };

/** `09:41:07.123 info serving workflows=order store=orders.db`. */
export function textLogger(sink: Sink): Logger {
  return eachLevel((level, message, fields) => {
    const pairs = Object.entries(fields).map(([key, value]) => `${key}=${fieldText(value)}`);
    const parts = [sink.paint('dim', clockTime(Date.now())), sink.paint(styles[level], level), message];
    sink.line([...parts, ...pairs.map((pair) => sink.paint('dim', pair))].join(' '));
  });
}

function fieldText(value: unknown): string {
  if (Array.isArray(value)) return value.map(fieldText).join(',');
  return typeof value === 'string' ? value : oneLine(value);
}

/** `{"at":"2026-11-22T09:41:07.123Z","level":"info","message":"…",…}`. */
export function jsonLogger(sink: Sink): Logger {
  return eachLevel((level, message, fields) => sink.line(JSON.stringify(toJson({ at: new Date(), level, message, ...fields }))));
}

function eachLevel(write: (level: Level, message: string, fields: Fields) => void): Logger {
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) =>
      write(level, message, fields);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
