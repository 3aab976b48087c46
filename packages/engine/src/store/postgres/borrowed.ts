/**
 * The store's statements in a transaction that somebody else began, on a connection that is set up as its owner likes.
 *
 * Always: answers travel as JSON, so that they mean the same whatever parsers of types and plugins the connection has.
 * Nothing stays prepared on it. No answer of what runs here holds bytes.
 */
import { CompiledQuery } from 'kysely';
import type { Dialect as KyselyDialect, Kysely, QueryResult } from 'kysely';
import type { Ask } from '../caller-transaction.js';
import { FixedConnection, kyselyOn } from '../fixed-connection.js';
import type { Schema } from '../schema.js';
import { askBeginning } from './connection.js';
import type { RowQuery } from './connection.js';
import { fromStored, toStored } from './text.js';

/** The store's tables, through the connection that `ask` asks. */
export function borrowedDatabase(ask: Ask, language: KyselyDialect, schema: string): Kysely<Schema> {
  const connection = new FixedConnection(once(askBeginning, (query) => askAsJson(ask, query)));
  return kyselyOn<Schema>(connection, language).withSchema(schema);
}

/** Asks a question at most once; a transaction has one beginning. */
function once(question: CompiledQuery, ask: Ask): Ask {
  let answer: Promise<QueryResult<unknown>> | undefined;
  return (query) => (query === question ? (answer ??= ask(query)) : ask(query));
}

async function askAsJson(ask: Ask, { sql: text, parameters, ctes }: RowQuery): Promise<QueryResult<unknown>> {
  const values = parameters.map((value) => (typeof value === 'string' ? toStored(value) : value));
  if (!givesRows.test(text)) return { ...(await ask(CompiledQuery.raw(text, values))), rows: [] };
  const asked = ctes === undefined ? `with answer as (${text})` : `${ctes}, answer as (${text.slice(ctes.length)})`;
  const { rows } = await ask(CompiledQuery.raw(`${asked} select to_json(answer)::text as "answer" from answer`, values));
  return { rows: (rows as readonly Answer[]).map(({ answer }) => JSON.parse(answer, (_, value: unknown) => revived(value)) as unknown) };
}

interface Answer {
  readonly answer: string;
}

const givesRows = /^\s*(?:select|with)\b|\breturning\b/;

function revived(value: unknown): unknown {
  return typeof value === 'string' ? fromStored(value) : value;
}
