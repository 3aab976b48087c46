/**
 * The functions for plain SQL refuse what clients refuse, with what to do: values that are too large, ids of signals that are too long,
 * and tags that take more than the index of the routes has room for.
 *
 * Always: they are the functions that migration 5 made, with checks in between and nothing else changed; a copy of them here would
 * hide that. Both migrations are frozen, so that the texts go on to fit.
 */
import { assert } from '@waystone/core';
import { sql } from 'kysely';
import { signal, start } from './0005-start-from-sql.js';
import type { Migration } from './migration.js';

export const limitsInSql: Migration = {
  version: 9,
  name: 'limits in SQL',
  olderMayGoOn: true,
  async up(db, layout) {
    if (!layout.functions) return;
    await sql`select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)`.execute(db);
    const starting = before(start, '  place := route_to(', sizeOf('input') + sizeOfTags);
    const signaling = before(signal, '  if signal_id is not null then', sizeOf('payload') + lengthOfId);
    for (const text of [starting, signaling]) await sql.raw(text.replace('create function', 'create or replace function')).execute(db);
  },
};

/** The function with more checks, which come before what begins so. */
function before(text: string, place: string, checks: string): string {
  assert(text.split(place).length === 2, `a function has «${place}» not once`);
  return text.replace(place, () => checks + place);
}

/** What clients store of one value unless they are told otherwise, in bytes. */
const sizeOf = (name: string): string => `
  if octet_length(${name}::text) > 33554432 then
    raise exception 'the ${name} takes % bytes', octet_length(${name}::text)
      using errcode = 'invalid_parameter_value', hint = 'Give at most 33554432 bytes: keep what is large elsewhere, and give its key.';
  end if;
`;

const sizeOfTags = `
  if octet_length(own_tags) > 1000 then
    raise exception 'the tags take % bytes', octet_length(own_tags)
      using errcode = 'invalid_parameter_value', hint = 'Give tags of at most 1000 bytes in all, as the text of a JSON array.';
  end if;
`;

const lengthOfId = `
  if octet_length(signal_id) not between 1 and 256 then
    raise exception 'the signal_id takes % bytes', octet_length(signal_id)
      using errcode = 'invalid_parameter_value', hint = 'Give a text of 1 to 256 bytes, or leave it out.';
  end if;
`;
