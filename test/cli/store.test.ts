/** Which store a command works on, what it says of one that it cannot use, and how a store gets its tables. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { emptyFolder } from './support/project.js';
import { waystone, type Ran } from './support/waystone.js';

const { url, query, nextSchema } = await testDatabase();
const server = new URL(url);

const shown = `postgres://${server.username}@${server.host}`;

/** The address of the server with other parts. */
function address(parts: Partial<Pick<URL, 'username' | 'password' | 'pathname' | 'port' | 'search'>>): string {
  return Object.assign(new URL(url), parts).href;
}

async function failing(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const ran = await waystone(args, { cwd: await emptyFolder(), env });
  expect(ran.out).toBe('');
  return ran;
}

describe('what names the store', () => {
  const missing = (database: string): string => `error STORE_MISSING: there is no store at ${shown}${database}`;

  test('an address of a PostgreSQL, anywhere; its password is not shown', async () => {
    const store = address({ password: 'geheim', search: '?password=geheim' });
    const cwd = await emptyFolder();
    await writeFile(join(cwd, 'waystone.config.json'), JSON.stringify({ store }));
    for (const ran of [
      await failing(['list', '--store', store]),
      await failing(['list'], { WAYSTONE_STORE: store }),
      await failing(['list'], { DATABASE_URL: store }),
      await waystone(['list'], { cwd }),
    ]) {
      expect(ran.code).toBe(3);
      expect(ran.err).toContain(missing(server.pathname));
      expect(ran.err).not.toContain('geheim');
    }
  });

  test('the configuration comes before DATABASE_URL, and one that is no PostgreSQL is not for us', async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, 'waystone.config.json'), '{ "store": "configured.db" }');
    expect((await waystone(['list'], { cwd, env: { DATABASE_URL: url } })).err).toContain('there is no store at configured.db');
    expect((await failing(['list'], { DATABASE_URL: 'mysql://localhost/shop' })).err).toContain('there is no store at waystone.db');
  });

  test('the configuration may say all that the store takes; an address that is named comes before its own', async () => {
    const schema = nextSchema();
    const cwd = await emptyFolder();
    await writeFile(join(cwd, 'waystone.config.mjs'), `export default { store: { url: ${JSON.stringify(url)}, schema: '${schema}' } };`);
    expect(await waystone(['migrate'], { cwd })).toMatchObject({ code: 0 });
    expect(await query('select 1 as found from information_schema.tables where table_schema = $1 limit 1', [schema])).toHaveLength(1);
    expect(await waystone(['list'], { cwd })).toEqual({ code: 0, out: '', err: 'no instances\n' });
    const elsewhere = await waystone(['list', '--store', address({ pathname: '/postgres' })], { cwd });
    expect(elsewhere).toMatchObject({ code: 3, err: expect.stringContaining(missing('/postgres')) });
  });

  test('what it says without an address goes with that of DATABASE_URL', async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, 'waystone.config.json'), JSON.stringify({ store: { schema: nextSchema() } }));
    expect(await waystone(['migrate'], { cwd, env: { DATABASE_URL: url } })).toMatchObject({ code: 0 });
  });

  test.each([
    [
      'an address that cannot be read',
      'postgres://shop:ge#heim@db/orders',
      'cannot be read; write postgres://user:password@host:5432/database, with %',
    ],
    ['another database', 'mysql://shop:geheim@db/orders', 'e.g. postgres://user@host/orders; mysql:// is neither'],
  ])('%s is a usage error that shows no password', async (_what, store, message) => {
    const ran = await failing(['list', '--store', store]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('error USAGE: ');
    expect(ran.err).toContain(message);
    expect(ran.err).not.toContain('heim');
  });
});

describe('a PostgreSQL that cannot be used', () => {
  test.each([
    ['a port that is none', { search: '?port=x' }, {}, 'names a port that is none; give a whole number from 1 to 65535'],
    ['a port of the environment that is none', { port: '' }, { PGPORT: 'x' }, 'PGPORT names a port that is none'],
    [
      'a certificate that is not there',
      { search: '?sslrootcert=/nowhere/ca.pem' },
      {},
      "no such file or directory, open '/nowhere/ca.pem'",
    ],
  ])('because of %s, says so', async (_what, parts, env, message) => {
    const ran = await failing(['list', '--store', address({ password: 'geheim', ...parts })], env);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/^error OPTION_INVALID: option url /);
    expect(ran.err).toContain(message);
    expect(ran.err).not.toContain('geheim');
  });

  test('because nobody listens is worth trying again later', async () => {
    const ran = await failing(['list', '--store', address({ port: '1', password: 'geheim' }), '--json']);
    expect(ran.code).toBe(5);
    expect(JSON.parse(ran.err)).toMatchObject({ error: { code: 'STORE_CONNECTION', retryable: true } });
    expect(ran.err).not.toContain('geheim');
  });

  test.each([
    ['database', { pathname: '/nowhere' }],
    ['user', { username: 'nobody' }],
  ])('because there is no such %s, says what to check', async (_what, parts) => {
    const ran = await failing(['list', '--store', address(parts)]);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/^error STORE_ACCESS: PostgreSQL database '\w+' on .*; check the address, the user, its password/);
  });

  test('because `pg` is not installed gives the command to install it', async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, 'without-pg.mjs'), withoutPg);
    const ran = await waystone(['list', '--store', url], { cwd, env: { NODE_OPTIONS: '--import=./without-pg.mjs' } });
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain(
      `error PG_MISSING: the store at ${shown}${server.pathname} needs the package \`pg\`; install it in this project: npm install pg`,
    );
  });
});

/** Looks for `pg` where nothing is installed. */
const withoutPg = `
import { registerHooks } from 'node:module';
const resolve = (name, context, next) => next(name, name === 'pg' ? { ...context, parentURL: 'file:///nowhere/module.js' } : context);
registerHooks({ resolve });
`;

/** A store of an older release is one whose last migration is not written down. */
function forgetLast(table: string): string {
  return `delete from ${table} where version = (select max(version) from ${table})`;
}

interface Named {
  /** What the configuration of a project says. */
  readonly store: string | { readonly url: string; readonly schema: string };
  readonly makeOlder: (folder: string) => Promise<void>;
}

function inFile(): Named {
  const makeOlder = async (folder: string): Promise<void> => {
    const database = new DatabaseSync(join(folder, 'orders.db'));
    database.exec(forgetLast('migrations'));
    database.close();
  };
  return { store: 'orders.db', makeOlder };
}

function onServer(): Named {
  const schema = nextSchema();
  return { store: { url, schema }, makeOlder: async () => void (await query(forgetLast(`${schema}.migrations`))) };
}

describe.each([
  ['SQLite', inFile],
  ['PostgreSQL', onServer],
])('waystone migrate on %s', (_name, named) => {
  async function projectOn({ store }: Named): Promise<string> {
    const folder = await emptyFolder();
    await writeFile(join(folder, 'waystone.config.json'), JSON.stringify({ store }));
    return folder;
  }

  test('makes a store, once, and says what it did', async () => {
    const cwd = await projectOn(named());
    expect(await waystone(['migrate', '--check'], { cwd })).toMatchObject({
      err: expect.stringMatching(/^error STORE_(MISSING|OUTDATED): /),
    });
    expect(await waystone(['list'], { cwd })).toMatchObject({ code: 3, err: expect.stringMatching(/^error STORE_MISSING: /) });
    const made = await waystone(['migrate'], { cwd });
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toMatch(/^✓ .* has layout version \d+\n$/);
    expect((await waystone(['migrate'], { cwd })).out).toMatch(/ has layout version \d+; there was nothing to do\n$/);
    expect((await waystone(['migrate', '--check'], { cwd })).out).toMatch(/ has layout version \d+; nothing to do\n$/);
    const again = JSON.parse((await waystone(['migrate', '--json'], { cwd })).out);
    expect(again).toEqual({ where: expect.any(String), version: again.known, known: expect.any(Number), applied: [] });
  });

  test('with --check tells what it would change, and whether older workers may go on; other commands do not change it either', async () => {
    const database = named();
    const cwd = await projectOn(database);
    await waystone(['migrate'], { cwd });
    await database.makeOlder(cwd);
    const checked = await waystone(['migrate', '--check', '--json'], { cwd });
    expect(checked.code).toBe(1);
    const { version, known, pending } = JSON.parse(checked.out);
    expect(version).toBe(known - 1);
    expect(pending).toEqual([{ version: known, name: expect.any(String), olderMayGoOn: expect.any(Boolean) }]);
    const readable = await waystone(['migrate', '--check'], { cwd });
    expect(readable.out).toContain(` has layout version ${version}, this release needs ${known}\n  VERSION  CHANGE`);
    expect(readable.out).toMatch(/ {2}(may go on|have to stop first)\n$/);
    for (const { code, err } of [readable, await waystone(['list'], { cwd })]) {
      expect(code).toBe(1);
      expect(err).toMatch(/^error STORE_OUTDATED: .*; migrate it first, as a user that may: npx waystone migrate\n$/);
    }
  });
});
