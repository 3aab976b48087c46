import { describe, expect, test } from 'vitest';
import { end, graphOf, Lab, order, park, textOf } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';
import type { ListFilter } from '../../../packages/engine/src/store/store.js';

/** One instance of every status, oldest first. */
async function oneOfEach(makeStore: MakeStore): Promise<Lab> {
  const lab = await Lab.open(makeStore);
  const step = async (id: string, then: Parameters<Lab['commit']>[1]) => {
    await lab.commit(await lab.begin(id), then);
    lab.clock.pass(10);
  };
  await step('completed', end('completed', 'result'));
  await step('failed', end('failed', 'error'));
  await step('canceled', end('canceled', 'error'));
  await step('parked', park());
  await lab.begin('running');
  await lab.start('paused');
  await lab.store.pause('paused');
  await lab.start('ready');
  return lab;
}

export function exerciseReads(makeStore: MakeStore): void {
  describe('list', () => {
    const ids = async (lab: Lab, filter: ListFilter) => (await lab.store.list(filter)).map(({ id }) => id);

    test('tells every status, newest first', async () => {
      const lab = await oneOfEach(makeStore);
      const listed = await lab.store.list({});
      expect(listed.map(({ status }) => status)).toEqual(['ready', 'paused', 'running', 'parked', 'canceled', 'failed', 'completed']);
      expect(listed.map(({ id }) => id)).toEqual(listed.map(({ status }) => status));
    });

    test('filters by status', async () => {
      const lab = await oneOfEach(makeStore);
      for (const status of ['ready', 'paused', 'running', 'parked', 'canceled', 'failed', 'completed'] as const) {
        expect(await ids(lab, { status: [status] })).toEqual([status]);
      }
      expect(await ids(lab, { status: ['completed', 'running', 'failed'] })).toEqual(['running', 'failed', 'completed']);
      expect(await ids(lab, { status: [] })).toEqual([]);
    });

    test('filters by workflow, prefix and time', async () => {
      const lab = await oneOfEach(makeStore);
      await lab.start('pa%', { graph: graphOf('other') });
      expect(await ids(lab, { workflow: 'other' })).toEqual(['pa%']);
      expect(await ids(lab, { idPrefix: 'pa' })).toEqual(['pa%', 'paused', 'parked']);
      expect(await ids(lab, { idPrefix: 'pa%' })).toEqual(['pa%']);
      const [second] = (await lab.store.list({ idPrefix: 'failed' })).map(({ createdAt }) => createdAt);
      expect(await ids(lab, { createdBefore: second ?? expect.fail() })).toEqual(['completed']);
      expect(await ids(lab, { createdAfter: second ?? expect.fail(), idPrefix: 'c' })).toEqual(['canceled']);
    });

    test('comes in pages', async () => {
      const lab = await oneOfEach(makeStore);
      const pages: string[][] = [];
      for (let after: string | undefined; ; after = pages.at(-1)?.at(-1)) {
        const page = await ids(lab, { limit: 3, ...(after !== undefined && { after }) });
        if (page.length === 0) break;
        pages.push(page);
      }
      expect(pages).toEqual([['ready', 'paused', 'running'], ['parked', 'canceled', 'failed'], ['completed']]);
      for (const limit of [0, -1, 1.5, Number.NaN, Infinity]) {
        await expect(lab.store.list({ limit })).rejects.toMatchObject({ code: 'OPTION_INVALID', option: 'limit' });
      }
    });
  });

  test('list gives those that were started with all of the tags', async () => {
    const lab = await Lab.open(makeStore);
    for (const [id, tags] of Object.entries({ none: [], one: ['gpu'], both: ['eu', 'gpu'], other: ['eu'] })) await lab.start(id, { tags });
    const listed = async (tags: readonly string[]) => (await lab.store.list({ tags })).map(({ id }) => id);
    expect(await listed(['gpu'])).toEqual(['both', 'one']);
    expect(await listed(['gpu', 'eu'])).toEqual(['both']);
    expect(await listed(['cpu'])).toEqual([]);
    expect(await listed([])).toHaveLength(4);
  });

  describe('reading', () => {
    test('outcomes gives those of the ended ones, and tells which are not there', async () => {
      const lab = await oneOfEach(makeStore);
      const found = await lab.store.outcomes(['failed', 'nobody', 'running', 'completed']);
      expect(found.map(({ id, end: how, outcome }) => [id, how, outcome && textOf(outcome)])).toEqual([
        ['failed', 'failed', 'error'],
        ['nobody', 'unknown', undefined],
        ['completed', 'completed', 'result'],
      ]);
      const many = Array.from({ length: 5_000 }, (_, index) => `nobody ${index}`);
      expect((await lab.store.outcomes([...many, 'canceled'])).filter((one) => one.end !== 'unknown')).toHaveLength(1);
    });

    test('of what is not there gives nothing', async () => {
      const lab = await Lab.open(makeStore);
      const { store } = lab;
      expect(await store.find('x')).toBeUndefined();
      expect(await store.graphOf('x')).toBeUndefined();
      expect(await store.status('x', 'y')).toBeUndefined();
      expect(await store.history('x')).toEqual([]);
      expect(await store.graph('x')).toBeUndefined();
      expect(await store.latestGraph('x')).toBeUndefined();
      expect(await store.outcomes([])).toEqual([]);
    });

    test('the latest graph of a workflow is the one registered last', async () => {
      const lab = await Lab.open(makeStore);
      const newer = graphOf('order', 'newer');
      await lab.store.join({ name: 'newer', graphs: [newer], leaseMs: 1 });
      expect(await lab.store.latestGraph('order')).toEqual(newer);
      await lab.start('a');
      expect(await lab.store.latestGraph('order')).toEqual(newer);
      const withPolicy = { ...order, tasks: { charge: { timeoutMs: 5, retry: {} as never } } };
      await lab.store.join({ name: 'older', graphs: [withPolicy], leaseMs: 1 });
      expect(await lab.store.latestGraph('order')).toEqual(withPolicy);
      await lab.start('b', { graph: graphOf('another') });
      expect(await lab.store.workflows()).toEqual(['another', 'order']);
    });

    test('the clock is the given one', async () => {
      const lab = await Lab.open(makeStore);
      expect(await lab.store.now()).toBe(lab.clock.now());
    });

    test('after close is refused', async () => {
      const lab = await Lab.open(makeStore);
      const pending = lab.start('a');
      await Promise.all([lab.store.close(), lab.store.close()]);
      expect(await pending).toMatchObject({ status: 'started' });
      await expect(lab.store.find('a')).rejects.toMatchObject({ code: 'STORE_CLOSED' });
      await expect(lab.start('b')).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    });
  });
}
