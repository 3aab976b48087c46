import { describe, expect, test } from 'vitest';
import type { ClaimedLane } from '../../../packages/engine/src/store/store.js';
import { bytes, end, forkInto, keep, Lab, next, park, receive, textOf } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';

/** The lanes that the join got: position, end and value, in the order in which they ended. */
function joined(lane: ClaimedLane): readonly (readonly [number, string, string | undefined])[] {
  const ended = (lane.ended ?? expect.fail('no lanes')).toSorted((one, other) => one.ordinal - other.ordinal);
  return ended.map(({ position, end: how, envelope }) => [position, how, envelope && textOf(envelope)]);
}

async function endAll(lab: Lab, lanes: readonly ClaimedLane[], how: 'one by one' | 'together'): Promise<void> {
  if (how === 'together') {
    await Promise.all(lanes.map((lane) => lab.commit(lane, end('completed', lane.lane))));
    return;
  }
  for (const lane of lanes) await lab.commit(lane, end('completed', lane.lane));
}

export function exerciseForks(makeStore: MakeStore): void {
  describe('forks', () => {
    test('open lanes that are ready, each with its place in the fork', async () => {
      const lab = await Lab.open(makeStore);
      const lanes = await lab.fork('i', 'ab');
      expect(lanes.map(({ lane, entry, node, envelope }) => [lane, entry, node, textOf(envelope)])).toEqual([
        ['/1.0', { fork: 'run/fork', lane: 0 }, '', 'lane a'],
        ['/1.1', { fork: 'run/fork', lane: 1 }, '', 'lane b'],
      ]);
      expect(await lab.lane('i', '')).toMatchObject({ status: 'parked', node: 'run/fork' });
      expect(await lab.lane('i', '/1.1')).toMatchObject({ status: 'running', key: 'b' });
    });

    test.each(['one by one', 'together'] as const)('are joined when the last lane ends, once, when they end %s', async (how) => {
      const lab = await Lab.open(makeStore);
      const lanes = await lab.fork('i', 'abc');
      const reversed = lanes.toReversed();
      await endAll(lab, reversed.slice(0, 2), how);
      expect(await lab.claim()).toEqual([]);
      await endAll(lab, reversed.slice(2), how);
      const main = await lab.claimOne();
      expect(main).toMatchObject({ lane: '', seq: 1, node: 'run/fork' });
      expect(joined(main)).toEqual([
        [2, 'completed', '/1.2'],
        [1, 'completed', '/1.1'],
        [0, 'completed', '/1.0'],
      ]);
      expect(main.ended?.map(({ position }) => position)).toEqual([0, 1, 2]);
      await lab.store.release(main);
      const again = await lab.claimOne();
      expect(again.ended).toEqual(main.ended);
      expect(await lab.commit(again, keep('run/after'))).toMatchObject({ status: 'applied', kept: true });
      expect((await lab.find('i')).lanes).toHaveLength(1);
    });

    test('let each lane sleep on its own', async () => {
      const lab = await Lab.open(makeStore);
      const [a, b] = await lab.fork('i', 'ab');
      await lab.commit(a ?? expect.fail(), park({ wakeAt: lab.clock.now() + 3_600_000 }));
      await lab.commit(b ?? expect.fail(), park({ wakeAt: lab.clock.now() + 1_000 }));
      lab.clock.pass(1_000);
      expect(await lab.claimOne()).toMatchObject({ lane: '/1.1', seq: 1 });
    });

    test('never reuse a name', async () => {
      const lab = await Lab.open(makeStore);
      await endAll(lab, await lab.fork('i', 'ab'), 'together');
      const main = await lab.claimOne();
      await lab.commit(main, forkInto('ab'));
      expect((await lab.claim()).map(({ lane }) => lane).toSorted()).toEqual(['/2.0', '/2.1']);
    });

    test('run only as many lanes at once as their concurrency says, in the order written', async () => {
      const lab = await Lab.open(makeStore);
      let running = await lab.fork('i', 'abcdefghijkl', { concurrency: 2 });
      expect(running.map(({ lane }) => lane)).toEqual(['/1.0', '/1.1']);
      expect(await lab.lane('i', '/1.2')).toMatchObject({ status: 'queued' });
      const seen: string[] = [];
      while (running[0]?.lane !== '') {
        const [first, ...others] = running;
        if (!first) expect.fail('nothing runs');
        seen.push(first.lane);
        await lab.commit(first, end());
        running = [...others, ...(await lab.claim())];
        expect(running.length).toBeLessThanOrEqual(2);
      }
      expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => `/1.${index}`));
      expect(running[0].ended).toHaveLength(12);
    });

    test('begin as many queued lanes as ended together', async () => {
      const lab = await Lab.open(makeStore);
      const lanes = await lab.fork('i', 'abcdefgh', { concurrency: 3 });
      await endAll(lab, lanes.slice(0, 2), 'together');
      expect((await lab.claim()).map(({ lane }) => lane)).toEqual(['/1.3', '/1.4']);
    });

    test('nest', async () => {
      const lab = await Lab.open(makeStore);
      const [a, b] = await lab.fork('i', 'ab');
      if (!a || !b) expect.fail();
      await lab.commit(a, forkInto('xy'));
      const inner = await lab.claim();
      expect(inner.map(({ lane }) => lane).toSorted()).toEqual(['/1.0/1.0', '/1.0/1.1']);
      await lab.commit(b, end('completed', 'b'));
      await endAll(lab, inner, 'together');
      const middle = await lab.claimOne();
      expect(middle).toMatchObject({ lane: '/1.0' });
      expect(middle.ended).toHaveLength(2);
      await lab.commit(middle, end('completed', 'a'));
      const main = await lab.claimOne();
      expect(joined(main)).toEqual([
        [1, 'completed', 'b'],
        [0, 'completed', 'a'],
      ]);
      expect((await lab.find('i')).lanes).toHaveLength(3);
    });

    test('of mode settled let the others go on after a failure', async () => {
      const lab = await Lab.open(makeStore);
      const [a, b] = await lab.fork('i', 'ab', { decidedBy: {} });
      await lab.commit(a ?? expect.fail(), end('failed'));
      expect(await lab.commit(b ?? expect.fail(), keep('run/on'))).toEqual({ status: 'applied', request: 'none', kept: true });
    });

    test('of mode all cancel the others after a failure: held ones are told, parked ones woken, queued ones end', async () => {
      const lab = await Lab.open(makeStore);
      const [a, b, c] = await lab.fork('i', 'abcde', { concurrency: 3 });
      if (!a || !b || !c) expect.fail();
      await lab.commit(b, receive('never'));
      lab.notices.length = 0;
      await lab.commit(a, end('failed', 'first'));
      expect(lab.notices).toContainEqual({ kind: 'requests' });
      const woken = await lab.claimOne();
      expect(woken).toMatchObject({ lane: b.lane, request: 'cancel' });
      expect(await lab.commit(c, keep('run/on'))).toEqual({ status: 'applied', request: 'cancel', kept: true });
      await lab.commit(woken, keep('run/finally'), { cancelDelivered: true });
      expect(await lab.commit(next(woken), park({ wakeAt: lab.clock.now() + 5 }))).toMatchObject({ request: 'canceling' });
      expect(await lab.claim(), 'cleanup may wait').toEqual([]);
      await lab.commit(next(c), end('canceled', 'third'));
      lab.clock.pass(5);
      await lab.commit(await lab.claimOne(), end('canceled', 'second'));
      expect(joined(await lab.claimOne())).toEqual([
        [0, 'failed', 'first'],
        [3, 'canceled', undefined],
        [4, 'canceled', undefined],
        [2, 'canceled', 'third'],
        [1, 'canceled', 'second'],
      ]);
    });

    describe.each([
      ['the first success', { successes: 1 }, ['failed', 'completed'], true],
      ['the first end, well', { successes: 1, failures: 1 }, ['completed'], true],
      ['the first end, badly', { successes: 1, failures: 1 }, ['failed'], true],
      ['so many successes', { successes: 2, failures: 3 }, ['completed', 'failed', 'completed'], true],
      ['so many failures', { successes: 3, failures: 2 }, ['completed', 'failed', 'failed'], true],
      ['a cancel that nobody asked for, as a failure', { failures: 1 }, ['canceled'], true],
      ['not by too few', { successes: 3, failures: 2 }, ['completed', 'failed', 'completed'], false],
    ] as const)('decided by %s', (_what, decidedBy, ends, isDecided) => {
      test.each(['one by one', 'together'])('%s', async (how) => {
        const lab = await Lab.open(makeStore);
        const lanes = await lab.fork('i', 'abcde', { decidedBy });
        const [last] = lanes.slice(-1);
        const commits = ends.map((each, index) => () => lab.commit(lanes[index] ?? expect.fail(), end(each)));
        if (how === 'together') await Promise.all(commits.map((commit) => commit()));
        else for (const commit of commits) await commit();
        const { request } = (await lab.commit(last ?? expect.fail(), keep('run/on'))) as { readonly request: string };
        expect(request).toBe(isDecided ? 'cancel' : 'none');
      });
    });

    test.each(['one by one', 'together'])('that are decided leave the signals of the lanes that lost, %s', async (how) => {
      const lab = await Lab.open(makeStore);
      const lanes = await lab.fork('i', 'abc', { decidedBy: { successes: 1, failures: 1 } });
      for (const [index, lane] of lanes.entries()) await lab.commit(lane, receive(`go ${index}`));
      for (const index of lanes.keys()) await lab.send('i', `go ${index}`, String(index));
      const claimed = (await lab.claim()).toSorted((one, other) => one.lane.localeCompare(other.lane));
      const commits = claimed.map((lane) => () => lab.commit(lane, end(), { consumed: lane.signal?.sid ?? expect.fail() }));
      const results = how === 'together' ? await Promise.all(commits.map((commit) => commit())) : [];
      if (how === 'one by one') for (const commit of commits) results.push(await commit());
      expect(results.map(({ status }) => status)).toEqual(['applied', 'lost', 'lost']);
      const losers = await lab.claim();
      expect(losers.map(({ request }) => request)).toEqual(['cancel', 'cancel']);
      for (const lane of losers) await lab.commit(lane, end('canceled'), { cancelDelivered: true });
      expect((await lab.find('i')).buffered.map(({ name }) => name)).toEqual(['go 1', 'go 2']);
      expect(joined(await lab.claimOne()).map(([, ended]) => ended)).toEqual(['completed', 'canceled', 'canceled']);
    });

    test('of mode all cancel what the others opened, at any depth, and leave the join to the lanes in between', async () => {
      const lab = await Lab.open(makeStore);
      const [a, b] = await lab.fork('i', 'ab');
      if (!a || !b) expect.fail();
      await lab.commit(b, forkInto('xyz', { concurrency: 1 }));
      await lab.commit(await lab.claimOne(), receive('never'));
      await lab.commit(a, end('failed'));
      const deepest = await lab.claimOne();
      expect(deepest).toMatchObject({ lane: '/1.1/1.0', request: 'cancel' });
      expect(await lab.lane('i', '/1.1/1.2')).toMatchObject({ status: 'canceled' });
      await lab.commit(deepest, end('canceled'), { cancelDelivered: true });
      const middle = await lab.claimOne();
      expect(middle).toMatchObject({ lane: '/1.1', request: 'cancel' });
      expect(middle.ended?.map(({ end: how }) => how)).toEqual(['canceled', 'canceled', 'canceled']);
    });

    test('of one lane at a time that fails end at once', async () => {
      const lab = await Lab.open(makeStore);
      const [a] = await lab.fork('i', 'abc', { concurrency: 1 });
      await lab.commit(a ?? expect.fail(), end('failed'));
      expect(joined(await lab.claimOne()).map(([position, how]) => [position, how])).toEqual([
        [0, 'failed'],
        [1, 'canceled'],
        [2, 'canceled'],
      ]);
    });

    test('that fail twice at once cancel once and keep both results', async () => {
      const lab = await Lab.open(makeStore);
      const [a, b, c] = await lab.fork('i', 'abc');
      if (!a || !b || !c) expect.fail();
      await Promise.all([lab.commit(a, end('failed')), lab.commit(c, end('failed'))]);
      expect(await lab.commit(b, end('canceled'))).toMatchObject({ status: 'applied' });
      expect(joined(await lab.claimOne()).map(([position, how]) => [position, how])).toEqual([
        [0, 'failed'],
        [2, 'failed'],
        [1, 'canceled'],
      ]);
    });

    test('that fail within each other at once count every queued lane once', async () => {
      const lab = await Lab.open(makeStore);
      const [a, b] = await lab.fork('i', 'ab');
      if (!a || !b) expect.fail();
      await lab.commit(b, forkInto('xyz', { concurrency: 2 }));
      const [x, y] = (await lab.claim()).toSorted((one, other) => one.lane.localeCompare(other.lane));
      await Promise.all([lab.commit(a, end('failed')), lab.commit(x ?? expect.fail(), end('failed'))]);
      expect(await lab.claim()).toEqual([]);
      await lab.commit(y ?? expect.fail(), end('canceled'));
      expect((await lab.claimOne()).ended?.map(({ end: how }) => how)).toEqual(['failed', 'canceled', 'canceled']);
    });

    test('cancel no lane of another fork whose name begins alike', async () => {
      const lab = await Lab.open(makeStore);
      const lanes = await lab.fork('i', 'abcdefghijkl', { decidedBy: {} });
      const [first, second] = [lanes.find(({ lane }) => lane === '/1.1'), lanes.find(({ lane }) => lane === '/1.10')];
      if (!first || !second) expect.fail();
      await lab.commit(first, forkInto('xy'));
      await lab.commit(second, forkInto('xy'));
      const inner = await lab.claim();
      const failing = inner.find(({ lane }) => lane === '/1.1/1.0') ?? expect.fail();
      await lab.commit(failing, end('failed'));
      const { lanes: beats } = await lab.store.heartbeat(lab.worker, 10_000);
      expect(beats.filter(({ request }) => request === 'cancel').map(({ lane }) => lane)).toEqual(['/1.1/1.1']);
    });

    test('of a thousand lanes with little concurrency end in reasonable time', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('i');
      const lanes = Array.from({ length: 1_000 }, (_, position) => ({
        position,
        key: `${position}`,
        entry: { fork: 'run/fork', lane: 0 },
        envelope: bytes('item'),
      }));
      await lab.commit(main, forkInto('', { lanes, concurrency: 10 }));
      let ended = 0;
      for (let running = await lab.claim(); running[0]?.lane !== ''; running = await lab.claim()) {
        await endAll(lab, running, 'together');
        ended += running.length;
      }
      expect(ended).toBe(1_000);
    });
  });
}
