/** What a server refuses, and what users are told: certificates, passwords, rights, standbys, limits. */
import { readFileSync } from 'node:fs';
import { postgres } from '@waystone/engine/postgres';
import type { PostgresOptions } from '@waystone/engine/postgres';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Store } from '../../packages/engine/src/store/store.js';
import { addCertificate, certificate, dataFolder, writeData } from '../support/postgres/data.js';
import { startServer } from '../support/postgres/start-server.js';
import { bytes, order } from './support/lab.js';

const data = dataFolder();
await (await startServer({ data })).stop();
addCertificate(data);
writeData(
  data,
  'pg_hba.conf',
  [
    'host all waystone all trust',
    'hostssl all careful all trust',
    'hostnossl all careful all reject',
    'host all locked all scram-sha-256',
    'host all all all trust',
    '',
  ].join('\n'),
);
const server = await startServer({ data, settings: { ssl: 'on', ssl_cert_file: 'server.pem', ssl_key_file: 'server.key' } });
const admin = new pg.Client(server.url);
await admin.connect();
await admin.query(
  "set password_encryption = 'scram-sha-256'; create role locked login password 'open sesame'; create role careful login; create role crowded login connection limit 0",
);
await admin.query('create role reader login; alter role reader set default_transaction_read_only = on; create role stranger login');
const maker = postgres(server.url);
await maker.open();
await maker.close();
await admin.query('grant usage on schema waystone to reader; grant all on all tables in schema waystone to reader');
await admin.query('grant usage on all sequences in schema waystone to reader');

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
afterAll(async () => {
  await admin.end();
  await server.stop();
});

interface Address {
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

function addressOf({ user = 'waystone', password = '', host = '127.0.0.1', parameters = {} }: Address): string {
  const url = Object.assign(new URL(server.url), { username: user, password, hostname: host });
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function use(address: Address, options: PostgresOptions = {}): Store {
  const store = postgres({ url: addressOf(address), ...options });
  closing.push(() => store.close());
  return store;
}

function startOf(instanceId: string) {
  const [envelope, queue, priority, onConflict] = [bytes('entry'), 'default', 3, 'fail'] as const;
  return { instanceId, uid: instanceId, graph: order, envelope, input: envelope, statuses: [], signals: [], queue, priority, onConflict };
}

function told(code: string, words: RegExp, retryable = false): object {
  return { code, retryable, message: expect.stringMatching(words) as string };
}

describe('over TLS', () => {
  const verified = { sslmode: 'verify-full', sslrootcert: certificate('ca.pem') };

  test('a store whose server is the one that it is taken for works, all its connections encrypted', async () => {
    const applicationName = 'encrypted';
    const store = use({ user: 'careful', host: 'localhost', parameters: verified }, { applicationName });
    const heard = Promise.withResolvers<void>();
    await admin.query('grant create on database postgres to careful');
    const own = use({ user: 'careful', host: 'localhost', parameters: verified }, { applicationName, schema: 'careful' });
    own.notices.subscribe(() => heard.resolve());
    await own.open();
    await heard.promise;
    const { rows } = await admin.query<{ readonly ssl: boolean }>(
      'select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = $1',
      [applicationName],
    );
    expect(rows).toEqual([{ ssl: true }]);
    await expect(store.open()).rejects.toMatchObject(told('STORE_ACCESS', /grant/));
  });

  test('the authority can be given as an option too', async () => {
    await use({ host: 'localhost' }, { ssl: { ca: readFileSync(certificate('ca.pem'), 'utf8') } }).open();
  });

  const refusals: readonly (readonly [string, Address, PostgresOptions, object])[] = [
    ['an authority that nobody named', { parameters: { sslmode: 'require' } }, {}, told('STORE_ACCESS', /sslrootcert/)],
    [
      'another authority',
      { parameters: { ...verified, sslrootcert: certificate('other-ca.pem') } },
      {},
      told('STORE_ACCESS', /sslrootcert/),
    ],
    ['another name', { parameters: verified }, {}, told('STORE_ACCESS', /by the name that its certificate is for/)],
    ['no encryption where the server insists on it', { user: 'careful' }, { ssl: false }, told('STORE_ACCESS', /no encryption|SSL off/)],
  ];

  test.each(refusals)('%s is refused', async (_what, address, options, error) => {
    await expect(use(address, options).open()).rejects.toMatchObject(error);
  });
});

describe('passwords', () => {
  test.each([
    ['none', {}, {}, told('STORE_ACCESS', /asks for a password/)],
    ['a wrong one', { password: 'open barley' }, {}, told('STORE_ACCESS', /password authentication failed/)],
    [
      'one that nobody can tell',
      {},
      { password: () => Promise.reject(new Error('the vault is closed')) },
      told('STORE_CONNECTION', /the vault is closed/, true),
    ],
  ] as const)('%s', async (_what, address, options, error) => {
    await expect(use({ user: 'locked', ...address }, options).open()).rejects.toMatchObject(error);
  });

  test('that change are asked for with every connection', async () => {
    let password = 'open sesame';
    const store = use({ user: 'locked' }, { password: () => password, connections: 1, schema: 'rotated', listen: false });
    await admin.query('grant create on database postgres to locked');
    await store.open();
    await admin.query("alter role locked password 'open poppy'");
    password = 'open poppy';
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'locked'");
    expect(await store.start(startOf('i'))).toMatchObject({ status: 'started' });
  });
});

describe('limits and rights', () => {
  const refusals: readonly (readonly [string, Address, PostgresOptions, object])[] = [
    ['too many connections', { user: 'crowded' }, {}, told('STORE_UNAVAILABLE', /lower the stores' connections/, true)],
    ['no right to use the schema', { user: 'stranger' }, {}, told('STORE_ACCESS', /docs\/postgres.md/)],
  ];

  test.each(refusals)('%s', async (_what, address, options, error) => {
    await expect(use(address, options).open()).rejects.toMatchObject(error);
  });

  test('no database of that name', async () => {
    const url = Object.assign(new URL(server.url), { pathname: 'nowhere' }).href;
    await expect(use({}, { url }).open()).rejects.toMatchObject(told('STORE_ACCESS', /create the database first/));
  });

  test('what may only be read can be read, and says so when it is written', async () => {
    const store = use({ user: 'reader' });
    expect(await store.list({})).toEqual([]);
    await expect(store.start(startOf('i'))).rejects.toMatchObject(told('STORE_UNAVAILABLE', /connect to the primary/, true));
    await admin.query('alter role reader reset default_transaction_read_only');
    // On a new connection: the name of a server may lead elsewhere by now.
    expect(await store.start(startOf('i'))).toMatchObject({ status: 'started' });
  });

  test('a statement that takes too long', async () => {
    const store = use({}, { statementTimeout: 200 });
    await use({}).start(startOf('locked'));
    await admin.query('begin; select from waystone.instances for update');
    await expect(store.cancel('locked')).rejects.toMatchObject(told('STORE_UNAVAILABLE', /statementTimeout.*lock/, true));
    await admin.query('rollback');
  });

  test('all connections of the store taken', async () => {
    const store = use({}, { connections: 1, connectTimeout: 200 });
    await use({}).start(startOf('taken'));
    // The connection is made before it is taken, however long that takes.
    await expect.poll(() => store.find('taken').catch(() => undefined)).toBeDefined();
    await admin.query('begin; select from waystone.instances for update');
    const canceled = store.cancel('taken');
    await expect.poll(waiting).toBe(1);
    await expect(store.list({})).rejects.toMatchObject(told('STORE_UNAVAILABLE', /all 1 connections of this store/, true));
    await admin.query('rollback');
    expect(await canceled).toBe('requested');
  });

  async function waiting(): Promise<number> {
    const { rows } = await admin.query("select from pg_stat_activity where wait_event_type = 'Lock'");
    return rows.length;
  }

  test('tables that are gone', async () => {
    const store = use({}, { schema: 'gone' });
    await store.open();
    await admin.query('drop schema gone cascade');
    await expect(store.list({})).rejects.toMatchObject(told('STORE_CORRUPT', /does not exist/));
  });
});
