/** Options that no type checker has seen: names that are not known, and values of another kind, are refused before anything is done. */
import { Client, Worker } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';
import { TestEnvironment, fake, runInMemory, simulate } from '@waystone/engine/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '@waystone/engine';
import { SagaWorkflow } from './fixtures/failures.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

let store: Store;

beforeEach(() => {
  store = sqlite(':memory:');
});
afterEach(() => store.close());

const saga = () => workflows.saga(new SagaWorkflow(new Recorder()));
const client = () => clients(store).saga;
const started = () => client().start('1', 'order');

type Options = Readonly<Record<string, unknown>>;

/** What takes options, with one that is misspelled and the name that was meant. */
const misspelled: Readonly<Record<string, readonly [take: (options: never) => unknown, option: string, meant: string]>> = {
  'a worker': [(options: Options) => new Worker({ store, workflows: [saga()], ...options }), 'concurency', 'concurrency'],
  'a client': [(options: Options) => new Client(store, options), 'maxPayloadByte', 'maxPayloadBytes'],
  'a typed client': [(options: Options) => clients(store, options), 'error', 'errors'],
  'a start': [(options: Options) => client().start('1', 'order', options), 'que', 'queue'],
  'a start without types': [
    async (options: Options) => {
      await started();
      return new Client(store).start('saga', '2', 'order', options);
    },
    'priorty',
    'priority',
  ],
  'a wait': [async (options: Options) => (await started()).result(options), 'timeOut', 'timeout'],
  'a signal': [async (options: Options) => (await started()).send('approval', true, options), 'ids', 'id'],
  'a list': [(options: Options) => new Client(store).list(options), 'states', 'status'],
  'a list with types': [(options: Options) => client().list(options), 'Limit', 'limit'],
  'a store on SQLite': [(options: Options) => sqlite(':memory:', options), 'busytimeout', 'busyTimeout'],
  'a store on PostgreSQL': [(options: Options) => postgres(options), 'connection', 'connections'],
  'an environment': [(options: Options) => TestEnvironment.open({ workflows: [saga()], ...options }), 'files', 'file'],
  'a run in memory': [(options: Options) => runInMemory(saga(), 'order', options), 'task', 'tasks'],
  'a fake': [(options: Options) => fake(saga(), options), 'failure', 'failures'],
  'a simulation': [(options: Options) => simulate(() => ({ workflow: saga, input: 'order' }), options), 'crash', 'crashes'],
};

test.each(Object.keys(misspelled))('%s refuses an option that it does not know, with the one that was meant', async (taker) => {
  const [take, option, meant] = misspelled[taker] ?? [() => {}, '', ''];
  const message = expect.stringContaining(`option ${option} is none that is known here; did you mean ${meant}? Known are `);
  await expect((async () => take({ [option]: 1 } as never))()).rejects.toMatchObject({ code: 'OPTION_INVALID', option, message });
});

test('what is close to nothing is told what there is', () => {
  expect(() => sqlite(':memory:', { readers: 4 } as never)).toThrow('known are busyTimeout, ports, synchronous');
});

test.each([['sqlite'], [null], [['fail']]])('%o is no object with options', (options) => {
  expect(() => sqlite(':memory:', options as never)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
});

const impossible: Readonly<Record<string, (value: never) => unknown>> = {
  maxPayloadBytes: (maxPayloadBytes) => new Client(store, { maxPayloadBytes }),
  concurrency: (concurrency) => new Worker({ store, workflows: [saga()], concurrency }),
  limit: (limit) => new Client(store).list({ limit }),
  priority: (priority) => client().list({ priority }),
  connections: (connections) => postgres({ connections }),
  busyTimeout: (busyTimeout) => sqlite(':memory:', { busyTimeout }),
};

test.each(Object.keys(impossible))('%s is a number, and none that is impossible', async (option) => {
  for (const value of [-1, Number.NaN, '5', null, {}]) {
    await expect((async () => impossible[option]?.(value as never))(), JSON.stringify(value)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      option,
    });
  }
});

test.each<readonly [string, () => unknown]>([
  ['store', () => new Worker({ store: 'orders.db' as never, workflows: [saga()] })],
  ['workflows', () => new Worker({ store, workflows: saga() as never })],
  ['name', () => new Worker({ store, workflows: [saga()], name: 5 as never })],
  ['status[0]', () => new Client(store).list({ status: ['complete' as never] })],
  ['status', () => new Client(store).list({ status: 'failed' as never })],
  ['idPrefix', () => new Client(store).list({ idPrefix: 5 as never })],
  ['tags', () => new Client(store).list({ tags: 'gpu' as never })],
  ['tags', () => client().start('1', 'order', { tags: Array.from({ length: 200 }, (_, index) => `tag ${index}`) })],
  ['schema', () => postgres({ schema: 5 as never })],
  ['url', () => postgres('orders.db')],
  ['url', () => postgres({ url: 'mysql://db/orders' })],
  ['url', () => postgres({ url: '' })],
  ['id', async () => (await started()).send('approval', true, { id: 'x'.repeat(257) })],
  ['id', async () => (await started()).send('approval', true, { id: 5 as never })],
])('%s has to be what it is said to be', async (option, take) => {
  await expect((async () => take())()).rejects.toMatchObject({ code: 'OPTION_INVALID', option });
});

test('a list takes dates', async () => {
  await started();
  expect(await client().list({ createdAfter: new Date(0), createdBefore: new Date('2100-01-01') })).toHaveLength(1);
  await expect(client().list({ createdAfter: new Date('soon') })).rejects.toMatchObject({ code: 'INSTANT_INVALID' });
});
