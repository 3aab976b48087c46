/**
 * JSON that columns of text hold: tags, what workers serve, what was passed on the way. Unlike an envelope it has no checksum, so
 * it is looked at before it is believed.
 */
import { StoreCorruptError } from '@waystone/core';

/** What a column should hold. */
interface Stored<Value> {
  /** What messages call the database. */
  readonly where: string;
  /** What messages call the column's content. */
  readonly what: string;
  readonly fits: (value: unknown) => value is Value;
}

/** @throws {StoreCorruptError} if the text is something else than what is written there. */
export function readStoredJson<Value>(text: string, { where, what, fits }: Stored<Value>): Value {
  const value = parse(text, { where, what });
  if (fits(value)) return value;
  throw new StoreCorruptError(where, `${what} are not what Waystone writes there`);
}

function parse(text: string, { where, what }: Pick<Stored<unknown>, 'where' | 'what'>): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StoreCorruptError(where, `${what} are no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
