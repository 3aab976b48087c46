import { describe, expect, test } from 'vitest';
import { bytes, end, finished, graphOf, keep, Lab, receive, textOf } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';

export function exerciseStart(makeStore: MakeStore): void {
  describe('start', () => {
    test('makes one instance, ready at its entry', async () => {
      const lab = await Lab.open(makeStore);
      const started = await lab.start('a');
      expect(started).toMatchObject({ status: 'started', workflow: 'order' });
      expect(await lab.find('a')).toMatchObject({ id: 'a', workflow: 'order', graph: 'order-hash', status: 'ready', terminated: false });
      const lane = await lab.claimOne();
      expect(lane).toMatchObject({
        instanceId: 'a',
        uid: 'uid 1 of a',
        lane: '',
        node: '',
        seq: 0,
        attempt: 0,
        losses: 0,
        request: 'none',
      });
      expect(lane.entry).toEqual({ fork: null, lane: 0 });
      expect(textOf(lane.envelope)).toBe('entry');
    });

    test('takes an id once, also when the starts share a transaction', async () => {
      const lab = await Lab.open(makeStore);
      const results = await Promise.all([lab.start('a'), lab.start('a'), lab.start('b')]);
      expect(results.map(({ status }) => status)).toEqual(['started', 'exists', 'started']);
      expect(results[1]).toEqual({ status: 'exists', n: results[0]?.n, workflow: 'order' });
      expect(await lab.claim()).toHaveLength(2);
    });

    test('takes the id of an ended instance no second time', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), end());
      expect(await lab.start('a')).toMatchObject({ status: 'exists' });
    });

    test.each(['ö', "it's; --", 'a/b.c%_', 'x'.repeat(256), '\u{1F600}', 'tab\tnewline\n', 'nul\0inside'])(
      'takes %j as an id',
      async (id) => {
        const lab = await Lab.open(makeStore);
        expect(await lab.start(id)).toMatchObject({ status: 'started' });
        expect(await lab.start(id)).toMatchObject({ status: 'exists' });
        expect(await lab.find(id)).toMatchObject({ id });
      },
    );

    test('with useExisting uses the one that is there and sends it the signals', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      await lab.commit(main, receive('go'));
      const used = await lab.start('a', { onConflict: 'useExisting', signals: [{ name: 'go', envelope: bytes('now') }] });
      expect(used).toEqual({ status: 'used', n: main.n, workflow: 'order' });
      expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('now');
    });

    test('with useExisting tells that the one that is there has ended only if it had signals', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), end());
      expect(await lab.start('a', { onConflict: 'useExisting' })).toMatchObject({ status: 'used' });
      const signals = [{ name: 'go', envelope: bytes('now') }];
      expect(await lab.start('a', { onConflict: 'useExisting', signals })).toMatchObject({ status: 'ended' });
    });

    test('with useExisting leaves an instance of another workflow alone', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      await lab.commit(main, receive('go'));
      const signals = [{ name: 'go', envelope: bytes('for another') }];
      const result = await lab.start('a', { graph: graphOf('other'), onConflict: 'useExisting', signals });
      expect(result).toEqual({ status: 'exists', n: main.n, workflow: 'order' });
      expect(await lab.find('a')).toMatchObject({ status: 'parked', buffered: [] });
    });

    test('with terminateExisting ends the one that is there, whose worker has lost it', async () => {
      const lab = await Lab.open(makeStore);
      const old = await lab.begin('a');
      const fresh = await lab.start('a', { onConflict: 'terminateExisting', input: bytes('second') });
      expect(fresh.status).toBe('started');
      expect(fresh.n).not.toBe(old.n);
      expect(await lab.commit(old, end())).toEqual({ status: 'lost' });
      expect(textOf((await lab.find('a')).input)).toBe('second');
      expect(await lab.claimOne()).toMatchObject({ n: fresh.n });
    });

    test('with terminateExisting shows nothing of the one before', async () => {
      const lab = await Lab.open(makeStore);
      const statuses = (value: string) => [{ name: 'stage', envelope: bytes(value) }];
      const old = await lab.begin('a', { statuses: statuses('old') });
      await lab.commit(old, keep('run/next'), { history: finished('run/first') });
      await lab.start('a', { onConflict: 'terminateExisting', statuses: statuses('new') });
      expect(textOf((await lab.store.status('a', 'stage'))?.envelope)).toBe('new');
      expect(await lab.store.history('a')).toEqual([]);
      expect(await lab.store.outcomes(['a'])).toEqual([]);
    });

    test('with terminateExisting several times at once leaves one instance', async () => {
      const lab = await Lab.open(makeStore);
      await lab.start('a');
      const replace = () => lab.start('a', { onConflict: 'terminateExisting' });
      const results = await Promise.all([replace(), replace(), replace()]);
      expect(results.map(({ status }) => status)).toEqual(['started', 'started', 'started']);
      expect(await lab.claimOne()).toMatchObject({ n: results[2]?.n });
      expect(await lab.store.list({})).toHaveLength(1);
    });

    test('with signals has them buffered before the first step', async () => {
      const lab = await Lab.open(makeStore);
      const signals = ['one', 'two'].map((value) => ({ name: 'go', envelope: bytes(value) }));
      const main = await lab.begin('a', { signals });
      expect((await lab.find('a')).buffered.map(({ name }) => name)).toEqual(['go', 'go']);
      await lab.commit(main, receive('go'));
      expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('one');
    });

    test('with startAt is not ready before', async () => {
      const lab = await Lab.open(makeStore);
      const startAt = lab.clock.now() + 500;
      await lab.start('a', { startAt });
      expect(await lab.claim()).toEqual([]);
      expect(await lab.store.nextDue({ graphs: ['order-hash'], queues: ['default'] })).toBe(startAt);
      lab.clock.pass(499);
      expect(await lab.claim()).toEqual([]);
      lab.clock.pass(1);
      expect(await lab.claimOne()).toMatchObject({ wakeAt: startAt });
    });

    test('that failed leaves nothing behind on which a later one relies', async () => {
      const lab = await Lab.open(makeStore);
      const graph = graphOf('other');
      const refused = lab.start('a', { graph, queue: 'new', uid: null as unknown as string });
      await expect(refused).rejects.toMatchObject({ code: 'STORE_REFUSED' });
      await lab.start('a', { graph, queue: 'new' });
      expect(await lab.store.graph('other-hash')).toEqual(graph);
      expect(await lab.store.claim({ owner: lab.worker, graphs: ['other-hash'], queues: ['new'], limit: 1 })).toHaveLength(1);
    });

    test('stores the graph and the initial statuses', async () => {
      const lab = await Lab.open(makeStore);
      const graph = graphOf('other');
      await lab.start('a', { graph, statuses: [{ name: 'stage', envelope: bytes('received') }] });
      expect(await lab.store.graph('other-hash')).toEqual(graph);
      expect(await lab.store.graphOf('a')).toBe('other-hash');
      const status = await lab.store.status('a', 'stage');
      expect(textOf(status?.envelope)).toBe('received');
      expect(status).toMatchObject({ version: 0, setAt: lab.clock.now() });
    });

    test('ten thousand at once', async () => {
      const lab = await Lab.open(makeStore);
      const ids = Array.from({ length: 10_000 }, (_, index) => `i${index}`);
      const results = await Promise.all(ids.map((id) => lab.start(id)));
      expect(results.every(({ status }) => status === 'started')).toBe(true);
      expect(new Set(results.map(({ n }) => n)).size).toBe(10_000);
      expect(await lab.claim(20_000)).toHaveLength(10_000);
    });
  });
}
