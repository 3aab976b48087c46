/** Instances that plain SQL starts and signals are as those of a client. */
import { deepStrictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Client, Worker } from '@waystone/engine';
import type { Store } from '@waystone/engine';
import fc from 'fast-check';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { createCodec } from '../../packages/engine/src/codec/index.js';
import { jsonName, writtenBySql } from '../format/golden-samples.ts';
import { testDatabase } from '../support/postgres/database.ts';
import { PostgresStores } from '../support/postgres/stores.ts';
import { KeepWorkflow } from './fixtures/keep.workflow.ts';
import { clients, workflows } from './fixtures/generated/index.js';
import { postgresHomes } from './postgres.ts';
import type { PostgresHome } from './postgres.ts';
import { quiet } from './tasks.ts';

const database = await testDatabase();
const makeHome = postgresHomes(database, new PostgresStores(database));
const sessions: pg.Client[] = [];

afterEach(async () => {
  for (const session of sessions.splice(0)) await session.end();
});

/** JSON without the one character that PostgreSQL cannot store. */
const storable = fc.jsonValue().filter((value) => !JSON.stringify(value).includes(String.raw`\u0000`));

interface Sql {
  readonly store: Store;
  /** Calls a function of the store's schema; `text`: its name and arguments. */
  readonly call: (text: string, values?: readonly unknown[]) => Promise<unknown>;
  readonly session: pg.Client;
  readonly schema: string;
}

/** A session of SQL, and a store that knows the workflow. */
async function sqlIn(home: PostgresHome): Promise<Sql> {
  const store = home.open();
  const worker = new Worker({ store, workflows: [workflows.keep(new KeepWorkflow())], logger: quiet });
  await worker.start();
  await worker.stop();
  const session = new pg.Client({ connectionString: home.url });
  await session.connect();
  sessions.push(session);
  const call = async (text: string, values: readonly unknown[] = []): Promise<unknown> =>
    (await session.query<{ readonly answer: unknown }>(`select "${home.schema}".${text} as answer`, [...values])).rows[0]?.answer;
  return { store, call, session, schema: home.schema };
}

async function rowsOf({ session, schema }: Sql, table: string): Promise<readonly object[]> {
  const { rows } =
    await session.query<object>(`select to_jsonb(t) - '{n,id,uid,created_at,since,due,set_at,sent_at,sid,input,envelope}'::text[] as row
    from "${schema}"."${table}" t order by n`);
  return rows;
}

async function described(store: Store, id: string) {
  const { input, lanes, statuses, status, graph, buffered } = await new Client(store).handle(id).describe();
  return {
    input,
    status,
    graph,
    lanes: lanes.map((lane) => ({ ...lane, since: 0, wakeAt: 0 })),
    statuses: Object.fromEntries(Object.entries(statuses).map(([name, value]) => [name, { ...value, setAt: 0 }])),
    buffered: buffered.map(({ name }) => name),
  };
}

describe('an instance that SQL starts', () => {
  test('has the rows of one that a client starts', async () => {
    const sql = await sqlIn(await makeHome());
    await clients(sql.store).keep.start('by-client', { total: 5 });
    expect(await sql.call(`start('keep', 'by-sql', '{"total": 5}'::jsonb)`)).toBe('started');
    expect(await described(sql.store, 'by-sql')).toEqual(await described(sql.store, 'by-client'));
    for (const table of ['instances', 'lanes', 'statuses']) {
      const rows = await rowsOf(sql, table);
      expect(new Set(rows.map((row) => JSON.stringify(row))).size, table).toBe(table === 'statuses' ? 2 : 1);
    }
  });

  test('runs as one that a client starts with the JSON that was parsed, signals too', async () => {
    const sql = await sqlIn(await makeHome());
    const worker = new Worker({ store: sql.store, workflows: [workflows.keep(new KeepWorkflow())], queues: ['kept'], logger: quiet });
    await worker.start();
    const { keep } = clients(sql.store);
    let count = 0;
    await fc.assert(
      fc.asyncProperty(storable, storable, async (input, more) => {
        count += 1;
        const [texts, id] = [[input, more].map((value) => JSON.stringify(value)), `kept-${count}`];
        await sql.call('start($1, $2, $3)', ['keep', `${id}-sql`, texts[0]]);
        await sql.call('signal($1, $2, $3)', [`${id}-sql`, 'more', texts[1]]);
        const read = await sql.session.query<{ readonly text: string }>(
          'select $1::jsonb::text as text union all select $2::jsonb::text',
          texts,
        );
        const [parsedInput, parsedMore] = read.rows.map(({ text }): unknown => JSON.parse(text));
        const byClient = await keep.start(`${id}-client`, parsedInput, { send: { more: parsedMore } });
        deepStrictEqual(await keep.get(`${id}-sql`).result(), await byClient.result());
      }),
      { numRuns: 40 },
    );
    await worker.stop();
  });

  test('has no input and payload if none is given', async () => {
    const sql = await sqlIn(await makeHome());
    await clients(sql.store).keep.start('by-client', undefined);
    await sql.call(`start('keep', 'by-sql')`);
    expect(await described(sql.store, 'by-sql')).toEqual(await described(sql.store, 'by-client'));
  });

  test('takes effect with the commit, and wakes a worker', async () => {
    const sql = await sqlIn(await makeHome());
    const worker = new Worker({ store: sql.store, workflows: [workflows.keep(new KeepWorkflow())], queues: ['kept'], logger: quiet });
    await worker.start();
    await sql.session.query('begin');
    await sql.call(`start('keep', 'undone', '1')`);
    await sql.session.query('rollback');
    await sql.session.query('begin');
    await sql.call(`start('keep', 'done', '1')`);
    await sql.call(`signal('done', 'more', '2')`);
    expect((await sql.store.list({})).length).toBe(0);
    await sql.session.query('commit');
    expect(await new Client(sql.store).handle('done').result()).toEqual([1, 2]);
    expect((await sql.store.list({})).map(({ id }) => id)).toEqual(['done']);
    await worker.stop();
  });

  test('goes where and when it is told to', async () => {
    const sql = await sqlIn(await makeHome());
    const startAt = new Date('2030-01-01T00:00:00.123Z');
    const options = { queue: 'far', priority: 1, tags: ['gpu', 'big', 'gpu'], startAt } as const;
    await clients(sql.store).keep.start('by-client', 1, options);
    await sql.call(`start('keep', 'by-sql', '1', queue => 'far', priority => 1, tags => array['gpu', 'big', 'gpu'], start_at => $1)`, [
      startAt,
    ]);
    const { rows } = await sql.session.query(`select distinct route, due from "${sql.schema}".lanes`);
    expect(rows).toEqual([{ route: expect.any(Number) as unknown, due: String(startAt.getTime()) }]);
  });

  test('in a schema with a long name of any letters is heard of too', async () => {
    const home = await makeHome();
    const schema = `Wäy "stone" ${'x'.repeat(45)}`;
    const sql = await sqlIn({ ...home, schema: schema.replaceAll('"', '""'), open: () => home.openIn(schema) });
    const worker = new Worker({ store: sql.store, workflows: [workflows.keep(new KeepWorkflow())], queues: ['kept'], logger: quiet });
    await worker.start();
    await sql.call(`start('keep', 'a', '1')`);
    await sql.call(`signal('a', 'more', '2')`);
    expect(await new Client(sql.store).handle('a').result()).toEqual([1, 2]);
    await worker.stop();
  });

  test('is refused with what to do, and a conflict may use what is there', async () => {
    const sql = await sqlIn(await makeHome());
    await sql.call(`start('keep', 'a', '1')`);
    expect(await sql.call(`start('keep', 'a', '1', on_conflict => 'useExisting')`)).toBe('used');
    const refusals: readonly [call: string, code: string, hint: RegExp][] = [
      [`start('keep', 'a', '1')`, '23505', /useExisting/],
      [`start('other', 'b', '1')`, 'P0002', /worker/],
      [`start('keep', '', '1')`, '22023', /1 to 256/],
      [`start('keep', repeat('ä', 129), '1')`, '22023', /1 to 256/],
      [`start('keep', 'b', '1', priority => 6)`, '22023', /1 \(first\)/],
      [`start('keep', 'b', '1', queue => '')`, '22023', /1 to 256/],
      [`start('keep', 'b', '1', tags => array[''])`, '22023', /1 to 256/],
      [`start('keep', 'b', '1', tags => array(select 'tag ' || n from generate_series(1, 200) n))`, '22023', /1000 bytes/],
      [`start('keep', 'b', to_jsonb(repeat('x', 33554432)))`, '22023', /33554432/],
      [`start('keep', 'b', '1', start_at => 'infinity')`, '22023', /275760/],
      [`start('keep', 'b', '1', start_at => '294000-01-01')`, '22023', /275760/],
      [`start('keep', 'b', '1', on_conflict => 'terminateExisting')`, '22023', /client/],
      [`signal('nobody', 'more')`, 'P0002', /id/],
      [`signal('a', 'other')`, '22023', /signal\(\)/],
      [`signal('a', 'more', '1', signal_id => repeat('x', 3000))`, '22023', /1 to 256/],
      [`signal('a', 'more', '1', signal_id => '')`, '22023', /1 to 256/],
      [`signal('a', 'more', to_jsonb(repeat('x', 33554432)))`, '22023', /33554432/],
    ];
    for (const [call, code, hint] of refusals) {
      await expect(sql.call(call), call).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) as unknown });
    }
    await new Client(sql.store).handle('a').terminate();
    await expect(sql.call(`signal('a', 'more')`)).rejects.toMatchObject({ code: '55000' });
  });

  test('is of the build that was registered last', async () => {
    const sql = await sqlIn(await makeHome());
    const { graph } = workflows.keep(new KeepWorkflow()).module;
    for (const [id, hash] of [
      ['a', 'another build'],
      ['b', graph.hash],
    ] as const) {
      await sql.store.join({ name: id, graphs: [{ ...graph, hash }], leaseMs: 1 });
      await sql.call('start($1, $2)', ['keep', id]);
      expect(await sql.store.graphOf(id)).toBe(hash);
    }
  });

  test('is not what is used if that is of another workflow', async () => {
    const sql = await sqlIn(await makeHome());
    const { graph } = workflows.keep(new KeepWorkflow()).module;
    await sql.store.join({ name: 'other', graphs: [{ ...graph, workflow: 'other', hash: 'other' }], leaseMs: 1 });
    await sql.call(`start('keep', 'a')`);
    await expect(sql.call(`start('other', 'a', on_conflict => 'useExisting')`)).rejects.toMatchObject({ code: '23505' });
  });

  test('gets signals one by one where it waits for them, in order', async () => {
    const sql = await sqlIn(await makeHome());
    const { store } = sql;
    const { graph } = workflows.keep(new KeepWorkflow()).module;
    const codec = createCodec();
    await clients(store).keep.start('a', 1);
    const owner = await store.join({ name: 'lab', graphs: [graph], leaseMs: 60_000 });
    const claim = async () => (await store.claim({ owner, graphs: [graph.hash], queues: ['kept'], limit: 10 }))[0] ?? expect.fail();
    const then = { kind: 'park', node: 'run/more', envelope: codec.seal(0), signal: 'more' } as const;
    await store.commit({ fence: await claim(), then, published: [] });
    await sql.call(`signal('a', 'more', '2')`);
    await sql.call(`signal('a', 'more', '3')`);
    const { rows } = await sql.session.query(`select assigned from "${sql.schema}".signals order by sid`);
    expect(rows).toEqual([{ assigned: 1 }, { assigned: 0 }]);
    for (const value of [2, 3]) {
      const lane = await claim();
      const { sid, envelope } = lane.signal ?? expect.fail();
      expect(codec.open(envelope)).toBe(value);
      await store.commit({ fence: lane, then, published: [], consumed: sid });
    }
  });

  test('is what its id stands for now, whatever that stood for before', async () => {
    const sql = await sqlIn(await makeHome());
    await sql.call(`start('keep', 'a', '1')`);
    await clients(sql.store).keep.start('a', 2, { onConflict: 'terminateExisting' });
    expect(await sql.call(`signal('a', 'more', '3')`)).toBe('sent');
    expect(await new Client(sql.store).handle('a').describe()).toMatchObject({ input: { value: 2 }, buffered: [{ name: 'more' }] });
  });

  test('takes a signal with an id once', async () => {
    const sql = await sqlIn(await makeHome());
    await sql.call(`start('keep', 'a', '1')`);
    expect(await sql.call(`signal('a', 'more', '2', signal_id => 'x')`)).toBe('sent');
    expect(await sql.call(`signal('a', 'more', '3', signal_id => 'x')`)).toBe('duplicate');
    expect((await new Client(sql.store).handle('a').describe()).buffered).toHaveLength(1);
  });
});

/** Texts that mean something to SQL, to JSON or in the tables, and such as PostgreSQL cannot hold. */
const odd = fc.oneof(
  fc.constantFrom(
    '',
    "'; drop schema public; --",
    '"',
    '\\',
    '\u0000',
    '\u0001',
    '\u0001\u0002',
    '\ud800',
    '{}',
    '{"a", null}',
    '$1',
    'NULL',
  ),
  fc.constantFrom('é'.repeat(128), 'é'.repeat(129), '😀'.repeat(65)),
  fc.string(),
  fc.string({ unit: 'binary' }),
);
const oddJson = fc.oneof(
  fc.json(),
  odd,
  fc.constantFrom(
    '{"__proto__": 1, "a": 1, "a": 2}',
    '-0',
    '1e400',
    '1e999999',
    '9007199254740993',
    String.raw`"\u0000"`,
    String.raw`"\ud800"`,
  ),
  fc.nat(500).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
);
const mostly = (usual: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: odd });

/** What a text is when it comes to the server. */
function arrived(text: string): string {
  return text.toWellFormed();
}

/** The code of a refusal that says what to do, or that PostgreSQL made before the function was called. */
function refusalOf(error: unknown): string {
  if (!(error instanceof pg.DatabaseError)) throw error;
  const { code = '', hint, where = '' } = error;
  if (/^(?:23505|P0002|22023|55000)$/.test(code)) expect(hint, error.message).toMatch(/\w/);
  else expect({ code, where }).toEqual({ code: expect.stringMatching(/^(?:22|54001)/), where: expect.not.stringContaining('PL/pgSQL') });
  return code;
}

describe('of all that it may be called with', () => {
  test('a start comes to what was asked for, or is refused with an explanation', async () => {
    const sql = await sqlIn(await makeHome());
    const ways = new Set<unknown>();
    const options = fc.record({
      queue: fc.option(odd),
      priority: fc.oneof(fc.option(fc.integer({ min: 1, max: 5 })), fc.constantFrom(0, 6, 2 ** 31, 2.5, 'x')),
      tags: fc.option(fc.array(odd, { maxLength: 3 })),
      startAt: fc.constantFrom(null, 'epoch', 'infinity', '-infinity', '4713-01-01 BC', '294000-01-01', '2030-02-30', 'x'),
      onConflict: fc.oneof(fc.constantFrom('fail', 'useExisting', null), odd),
    });
    await fc.assert(
      fc.asyncProperty(mostly('keep'), odd, oddJson, fc.option(options), async (workflow, id, json, given) => {
        const { queue = null, priority = null, tags = [], startAt = null, onConflict = 'fail' } = given ?? {};
        const call = 'start($1, $2, $3, queue => $4, priority => $5, tags => $6, start_at => $7, on_conflict => $8)';
        const answer = await sql.call(call, [workflow, id, json, queue, priority, tags, startAt, onConflict]).catch(refusalOf);
        ways.add(answer);
        if (answer !== 'started') return;
        const found = await new Client(sql.store).handle(arrived(id)).describe();
        expect(found).toMatchObject({ queue: arrived(queue ?? 'kept'), priority: priority ?? 2 });
        expect(new Set(found.tags)).toEqual(new Set(tags?.map(arrived)));
        deepStrictEqual(found.input, { value: await parsed(sql, json) });
      }),
      { numRuns: 300 },
    );
    expect([...ways]).toEqual(expect.arrayContaining(['started', '22023', 'P0002']));
  });

  test('a signal is stored as it was sent, or refused with an explanation', async () => {
    const sql = await sqlIn(await makeHome());
    const codec = createCodec();
    const ways = new Set<unknown>();
    await sql.call(`start('keep', 'a', '1')`);
    await fc.assert(
      fc.asyncProperty(mostly('a'), mostly('more'), fc.option(oddJson), fc.option(odd), async (id, name, json, signalId) => {
        const answer = await sql.call('signal($1, $2, $3, $4)', [id, name, json, signalId]).catch(refusalOf);
        ways.add(answer);
        if (answer !== 'sent') return;
        const last = `select envelope from "${sql.schema}".signals order by sid desc limit 1`;
        const [row] = (await sql.session.query<{ readonly envelope: Buffer }>(last)).rows;
        deepStrictEqual(codec.open(row?.envelope ?? expect.fail()), json === null ? undefined : await parsed(sql, json));
      }),
      { numRuns: 200 },
    );
    expect([...ways]).toEqual(expect.arrayContaining(['sent', '22023', 'P0002']));
  });
});

/** What `JSON.parse` makes of it once PostgreSQL has read it. */
async function parsed({ session }: Sql, json: string): Promise<unknown> {
  const { rows } = await session.query<{ readonly text: string }>('select $1::jsonb::text as text', [json]);
  return JSON.parse(rows[0]?.text ?? expect.fail());
}

test('what SQL seals is read, and its checksum is that of the format', async () => {
  const sql = await sqlIn(await makeHome());
  const codec = createCodec();
  for (const value of [null, 1, 'ä €', { a: [true, 1e300] }]) {
    const sealed = (await sql.call('sealed($1)', [JSON.stringify(value)])) as Buffer;
    expect(codec.open(sealed)).toEqual(value);
  }
  expect((await sql.call('sealed(null)')) as Buffer).toEqual(Buffer.from(codec.seal(undefined)));
});

test('SQL goes on to write the bytes of the golden file', async () => {
  const sql = await sqlIn(await makeHome());
  const golden = readFileSync(new URL(`../format/golden/${jsonName}.envelope`, import.meta.url));
  expect(((await sql.call('sealed($1)', [JSON.stringify(writtenBySql)])) as Buffer).toString('hex')).toBe(golden.toString('hex'));
});
