/** Options and parsers that commands share, so that the same thing is called the same everywhere. */
import { parseDuration, parsePriority as priorityOf, parseQueue as queueOf, parseTags as tagsOf, type Priority } from '@waystone/core';
import { InvalidArgumentError, Option } from 'commander';
import { JsonInvalidError } from '../errors.js';

/** Text of several source lines as the one paragraph that it is; help wraps it to the terminal. */
export function prose(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}

/** `--json`. */
export const jsonOption = (): Option => new Option('--json', 'write one JSON document instead of text');

/** `--store <store>`. */
export const storeOption = (): Option =>
  new Option('--store <store>', 'a SQLite file or postgres://… (default: WAYSTONE_STORE, the configuration, DATABASE_URL, ./waystone.db)');

/** A whole number above 0. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('Give a whole number above 0.');
  return count;
}

/** The number of a port; 0: one that is free. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('Give a whole number from 0 to 65535.');
  return port;
}

/** 1 goes first, 5 last. */
export function parsePriority(text: string): Priority {
  return checked(() => priorityOf(Number(text)), 'Give a whole number from 1 (first) to 5 (last).');
}

/** The name of a queue. */
export function parseQueue(text: string): string {
  return checked(() => queueOf(text), 'Give a text of 1 to 256 bytes.');
}

/** Tags, one or more. */
export function parseTags(text: string, before: readonly string[] = []): readonly string[] {
  return checked(() => tagsOf([...before, text]), 'Give texts of 1 to 256 bytes.');
}

/** Names of queues, one or more. */
export function parseQueues(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, parseQueue(text)];
}

/** The id of an instance: a shell variable that is not set must not reach the store. */
export function parseInstance(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty; give the id of an instance.');
  return text;
}

/** Ids of instances, one or more. */
export function parseInstances(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, parseInstance(text)];
}

/** A duration before now (`2h`) or a date (`2026-11-22`, `2026-11-22T09:00:00Z`), as an instant. */
export function parsePast(text: string): number {
  return parseMoment(text, -1);
}

/** As {@link parsePast}; what is still to come is a slip of the pen. */
export function parseGone(text: string): number {
  const instant = parsePast(text);
  if (instant > Date.now()) throw new InvalidArgumentError('It is still to come; give a date of the past or, for all until now, 0s.');
  return instant;
}

/** How long something lasts, in milliseconds. */
export function parseSpan(text: string): number {
  const span = durationOf(text);
  if (Number.isNaN(span)) throw new InvalidArgumentError('Give a duration such as 90s, 2h, 30d.');
  return span;
}

/** A duration from now or a date, as an instant. */
export function parseFuture(text: string): number {
  return parseMoment(text, 1);
}

/** A JSON text. Throws {@link JsonInvalidError}. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const quoted = JSON.stringify(text);
    throw new JsonInvalidError(
      `${what} is not JSON; give e.g. '{"approved": true}', 42 or, for a text, '${quoted.length > 40 ? '"…"' : quoted}'`,
      { cause },
    );
  }
}

function parseMoment(text: string, sign: 1 | -1): number {
  const date = /^\d{4}-/.test(text) ? Date.parse(text) : Date.now() + sign * durationOf(text);
  if (Number.isNaN(date)) throw new InvalidArgumentError('Give a duration such as 90s, 2h, 3d, or a date such as 2026-11-22T09:00:00Z.');
  return date;
}

function checked<Value>(parse: () => Value, advice: string): Value {
  try {
    return parse();
  } catch {
    throw new InvalidArgumentError(advice);
  }
}

/** Not a number: it is none. A duration below 0 would count as 0, so that `--ended-before -30d` would mean all that has ended. */
function durationOf(text: string): number {
  try {
    return text.startsWith('-') ? Number.NaN : parseDuration(text);
  } catch {
    return Number.NaN;
  }
}
