/** What processes hear of each other through PostgreSQL, and what it costs. */
import { postgres } from '@waystone/engine/postgres';
import type { PostgresOptions } from '@waystone/engine/postgres';
import pg from 'pg';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Notice } from '../../packages/engine/src/store/notices.js';
import type { Store } from '../../packages/engine/src/store/store.js';
import { testDatabase } from '../support/postgres/database.js';
import { bytes, order } from './support/lab.js';
import { ManualClock, portsWith } from './support/manual-clock.js';

const { url, nextSchema, query } = await testDatabase();
const opened: Store[] = [];

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

async function use(options: PostgresOptions = {}): Promise<Store> {
  const store = postgres({ url, ...options });
  opened.push(store);
  await store.open();
  return store;
}

function startOf(instanceId: string) {
  const [envelope, queue, priority, onConflict] = [bytes('entry'), 'default', 3, 'fail'] as const;
  return { instanceId, uid: instanceId, graph: order, envelope, input: envelope, statuses: [], signals: [], queue, priority, onConflict };
}

/** What a store hears, one after the other. */
class Ear {
  readonly heard: Notice[] = [];
  #told = (): void => {};

  constructor(store: Store) {
    store.notices.subscribe((notice) => {
      this.heard.push(notice);
      this.#told();
    });
  }

  async hears(kind: Notice['kind']): Promise<void> {
    while (!this.heard.some((notice) => notice.kind === kind)) await new Promise<void>((resolve) => (this.#told = resolve));
  }

  /** The next time; what was heard before does not count. */
  hearsAgain(kind: Notice['kind']): Promise<void> {
    this.heard.length = 0;
    return this.hears(kind);
  }
}

describe('notices between processes', () => {
  test('tell what changed, and of which instance', async () => {
    const schema = nextSchema();
    const [one, two] = [await use({ schema }), await use({ schema })];
    const ear = new Ear(two);
    await ear.hears('external');
    await one.start(startOf('i'));
    await ear.hears('ready');
    expect(ear.heard).not.toContainEqual(expect.objectContaining({ kind: 'changed' }));
    await one.cancel('i');
    await ear.hears('requests');
    await one.terminate('i', bytes('over'));
    await ear.hears('changed');
    expect(ear.heard).toContainEqual({ kind: 'changed', instanceId: 'i' });
  });

  test('are sent right behind what they tell of, before that is answered', async () => {
    const clock = new ManualClock();
    const store = await use({ schema: nextSchema(), ports: portsWith(clock) });
    const sent = vi.spyOn(pg.Client.prototype, 'query');
    onTestFinished(() => sent.mockRestore());
    // The first one stores its graph, too, and is a transaction; the second is a statement.
    for (const [id, told] of Object.entries({ first: /^commit$/, second: /insert into .*"instances"/ })) {
      sent.mockClear();
      const rests = clock.nextTimer();
      await store.start(startOf(id));
      await rests;
      const texts = sent.mock.calls.map(([config]) => (config as unknown as { readonly text: string }).text);
      const at = texts.findIndex((text) => told.test(text));
      expect(texts.slice(at + 1)).toEqual([expect.stringContaining('pg_notify')]);
      expect(sent.mock.contexts[at + 1]).toBe(sent.mock.contexts[at]);
      clock.pass(5);
    }
  });

  test('are sent again if the connection was lost behind what they tell of', async () => {
    const schema = nextSchema();
    const [one, two] = [await use({ schema }), await use({ schema })];
    const ear = new Ear(two);
    await ear.hears('external');
    const client = pg.Client.prototype as unknown as { query: (...args: readonly unknown[]) => unknown };
    const { query: ask } = client;
    let asked = 0;
    const lossy = vi.spyOn(client, 'query').mockImplementation(function (this: unknown, ...args) {
      const [config] = args as readonly { readonly text?: string }[];
      const isLost = config?.text?.includes('pg_notify') === true && asked++ === 0;
      return isLost ? Promise.reject(new Error('the connection was lost')) : ask.apply(this, args);
    });
    onTestFinished(() => lossy.mockRestore());
    await one.start(startOf('i'));
    await ear.hears('ready');
    expect(asked).toBeGreaterThan(1);
  });

  test('come back to nobody who made them, and to nobody in another schema', async () => {
    const schema = nextSchema();
    // Nor does anybody ask for itself, however long it takes.
    const pollInterval = 3_600_000;
    const [one, two] = [await use({ schema, pollInterval }), await use({ schema, pollInterval })];
    const stranger = await use({ schema: nextSchema(), pollInterval });
    const ears = [one, two, stranger].map((store) => new Ear(store));
    for (const ear of ears) await ear.hears('external');
    for (const ear of ears) ear.heard.length = 0;
    await one.start(startOf('i'));
    await ears[1]?.hears('ready');
    expect(ears.map(({ heard }) => heard.map(({ kind }) => kind))).toEqual([['ready'], ['ready'], []]);
  });

  test('of many changes are few', async () => {
    const schema = nextSchema();
    const [one, two] = [await use({ schema }), await use({ schema })];
    const ear = new Ear(two);
    await ear.hears('external');
    await Promise.all(Array.from({ length: 3_000 }, (_, index) => one.start(startOf(`i${index}`))));
    await one.terminate('i0', bytes('over'));
    await ear.hears('changed');
    expect(ear.heard.length).toBeLessThan(50);
  });

  test('with more in them than one can hold say that anything may have changed', async () => {
    const schema = nextSchema();
    const [one, two] = [await use({ schema }), await use({ schema })];
    const ids = Array.from({ length: 400 }, (_, index) => `an instance with quite a long id, number ${index}`);
    await Promise.all(ids.map((id) => one.start(startOf(id))));
    const ear = new Ear(two);
    await ear.hears('external');
    const again = ear.hearsAgain('external');
    await Promise.all(ids.map((id) => one.terminate(id, bytes('over'))));
    await again;
  });

  test('go on after the connection was lost; whoever listens again looks at everything', async () => {
    const schema = nextSchema();
    const [one, two] = [await use({ schema }), await use({ schema, applicationName: 'deaf for a moment' })];
    const ear = new Ear(two);
    await ear.hears('external');
    const again = ear.hearsAgain('external');
    await query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', ['deaf for a moment']);
    await again;
    await one.start(startOf('i'));
    await ear.hears('ready');
  });

  test('reach those who listen from those who cannot, within a transaction of the caller too', async () => {
    const schema = nextSchema();
    const [deaf, listening] = [await use({ schema, listen: false }), await use({ schema })];
    const ear = new Ear(listening);
    await ear.hears('external');
    await deaf.start(startOf('i'));
    await ear.hears('ready');
    const again = ear.hearsAgain('ready');
    const caller = new pg.Client(url);
    await caller.connect();
    await caller.query('begin');
    await (await deaf.within(caller)).start(startOf('j'));
    await caller.query('commit');
    await again;
    await caller.end();
  });

  test('of a store that is closed at once are sent before', async () => {
    const schema = nextSchema();
    const ear = new Ear(await use({ schema }));
    await ear.hears('external');
    for (const listen of [true, false]) {
      const again = ear.hearsAgain('ready');
      const brief = postgres({ url, schema, listen });
      await Promise.all([brief.start(startOf(`one of ${listen}`)), brief.start(startOf(`two of ${listen}`))]);
      await brief.close();
      await again;
    }
  });

  test('are made up for by asking now and then, which is all there is without sessions', async () => {
    const clock = new ManualClock();
    const store = await use({ schema: nextSchema(), listen: false, ports: portsWith(clock) });
    const ear = new Ear(store);
    clock.pass(999);
    expect(ear.heard).toEqual([]);
    clock.pass(1);
    expect(ear.heard).toEqual([{ kind: 'external' }]);
  });

  test('cost nothing while nobody listens, and one connection while somebody does and shortly after', async () => {
    const applicationName = 'quiet';
    const clock = new ManualClock();
    const store = await use({ schema: nextSchema(), applicationName, pollInterval: 3_600_000, ports: portsWith(clock) });
    const listening = async () =>
      (await query("select 1 from pg_stat_activity where application_name = $1 and query like 'listen%'", [applicationName])).length;
    expect(await listening()).toBe(0);
    const heard = Promise.withResolvers<void>();
    const unsubscribe = store.notices.subscribe(() => heard.resolve());
    await heard.promise;
    expect(await listening()).toBe(1);
    unsubscribe();
    clock.pass(9_999);
    const unsubscribeAgain = store.notices.subscribe(() => {});
    clock.pass(9_999);
    unsubscribeAgain();
    expect(await listening()).toBe(1);
    clock.pass(10_000);
    await expect.poll(listening).toBe(0);
  });
});
