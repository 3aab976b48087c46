/** The schema of Absurd, which its package leaves to a tool of its own: taken from its release, or from a file. */
import { readFile } from 'node:fs/promises';
import pg from 'pg';

const release = 'https://raw.githubusercontent.com/earendil-works/absurd/0.5.0/sql/absurd.sql';
const variable = 'ABSURD_SQL';

let schema: Promise<string> | undefined;

export async function installAbsurd(url: string): Promise<void> {
  schema ??= readSchema();
  const client = new pg.Client({ connectionString: url });
  const text = await schema;
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

async function readSchema(): Promise<string> {
  const file = process.env[variable];
  if (file !== undefined) return readFile(file, 'utf8');
  const response = await fetch(release).catch((error: unknown) => {
    throw new Error(`could not fetch ${release}; set ${variable} to a file that holds it`, { cause: error });
  });
  if (!response.ok) throw new Error(`${release} answered ${response.status}; set ${variable} to a file that holds it`);
  return response.text();
}
