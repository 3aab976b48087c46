import { describe, expect, test } from 'vitest';
import { end, fenceOf, finished, keep, Lab, next, park, receive, textOf } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';

export function exerciseSignals(makeStore: MakeStore): void {
  describe('signals', () => {
    test('sent before the wait are buffered and received in order, each once', async () => {
      const lab = await Lab.open(makeStore);
      let lane = await lab.begin('a');
      expect(await lab.send('a', 'go', 'one')).toBe('sent');
      expect(await lab.send('a', 'go', 'two')).toBe('sent');
      for (const value of ['one', 'two']) {
        const consumed = lane.signal?.sid;
        await lab.commit(lane, receive('go'), consumed === undefined ? {} : { consumed });
        lane = await lab.claimOne();
        expect(textOf(lane.signal?.envelope)).toBe(value);
      }
      await lab.commit(lane, receive('go'), { consumed: lane.signal?.sid ?? expect.fail() });
      expect(await lab.claim()).toEqual([]);
      expect((await lab.find('a')).buffered).toEqual([]);
    });

    test('wake a lane that waits, at once', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go', lab.clock.now() + 1_000));
      expect(await lab.send('a', 'other', 'not this')).toBe('sent');
      expect(await lab.claim()).toEqual([]);
      lab.notices.length = 0;
      expect(await lab.send('a', 'go', 'now')).toBe('sent');
      expect(lab.notices).toContainEqual({ kind: 'ready' });
      const lane = await lab.claimOne();
      expect(textOf(lane.signal?.envelope)).toBe('now');
      expect(lane.wakeAt).toBe(lab.clock.now());
    });

    test('sent while the wait is being committed are not missed, in either order', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      await Promise.all([lab.commit(main, receive('go')), lab.send('a', 'go', 'now')]);
      const lane = await lab.claimOne();
      await Promise.all([lab.send('a', 'go', 'again'), lab.commit(lane, receive('go'), { consumed: lane.signal?.sid ?? expect.fail() })]);
      expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('again');
    });

    test('are deduplicated by name and id until the instance ends', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      expect(await Promise.all([lab.send('a', 'go', '1', 'x'), lab.send('a', 'go', '2', 'x')])).toEqual(['sent', 'duplicate']);
      expect(await lab.send('a', 'stop', '3', 'x')).toBe('sent');
      await lab.commit(main, receive('go'));
      const lane = await lab.claimOne();
      await lab.commit(lane, keep('run/next'), { consumed: lane.signal?.sid ?? expect.fail() });
      expect(await lab.send('a', 'go', '4', 'x')).toBe('duplicate');
      expect((await lab.find('a')).buffered.map(({ name }) => name)).toEqual(['stop']);
    });

    test('to an ended or unknown instance are refused', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), end());
      expect(await Promise.all([lab.send('a', 'go', 'x'), lab.send('b', 'go', 'x')])).toEqual(['ended', 'unknown']);
    });

    test('go one each to the lanes that wait, in the order in which they began to', async () => {
      const lab = await Lab.open(makeStore);
      const [a, b, c] = await lab.fork('i', 'abc');
      if (!a || !b || !c) expect.fail();
      await lab.commit(b, receive('go'));
      await Promise.all([lab.commit(c, receive('go')), lab.commit(a, receive('go'))]);
      await lab.send('i', 'go', 'first');
      await Promise.all([lab.send('i', 'go', 'second'), lab.send('i', 'go', 'third')]);
      const received = (await lab.claim()).map(({ lane, signal }) => [lane, textOf(signal?.envelope)]);
      expect(new Map(received as [string, string][])).toEqual(
        new Map([
          [b.lane, 'first'],
          [c.lane, 'second'],
          [a.lane, 'third'],
        ]),
      );
    });

    test('that are not received after all go to the next lane that waits', async () => {
      const lab = await Lab.open(makeStore);
      const [a, b] = await lab.fork('i', 'ab', { decidedBy: {} });
      if (!a || !b) expect.fail();
      await lab.commit(a, receive('go'));
      await lab.commit(b, receive('go'));
      await lab.send('i', 'go', 'kept');
      const claimed = await lab.claimOne();
      expect(claimed.lane).toBe(a.lane);
      await lab.commit(claimed, end('canceled'));
      const heir = await lab.claimOne();
      expect(heir.lane).toBe(b.lane);
      expect(textOf(heir.signal?.envelope)).toBe('kept');
    });

    test('that are not received after all stay the oldest', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go'));
      await lab.send('a', 'go', 'first');
      await lab.send('a', 'go', 'second');
      const lane = await lab.claimOne();
      await lab.commit(lane, keep('run/cleanup'));
      expect((await lab.find('a')).buffered).toHaveLength(2);
      await lab.commit({ ...lane, seq: lane.seq + 1 }, receive('go'));
      expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('first');
    });

    test('stay with their lane when its worker is lost or gives it back', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go'));
      await lab.send('a', 'go', 'now');
      const lane = await lab.claimOne();
      await lab.store.release(lane);
      expect((await lab.claimOne()).signal?.sid).toBe(lane.signal?.sid);
    });

    test('that come after the timeout was claimed are received or still buffered', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go', lab.clock.now() + 10));
      lab.clock.pass(10);
      const timedOut = await lab.claimOne();
      expect(timedOut.signal).toBeUndefined();
      expect(await lab.send('a', 'go', 'late')).toBe('sent');
      await lab.commit(timedOut, park({ wakeAt: 0 }));
      expect((await lab.find('a')).buffered).toHaveLength(1);
      await lab.commit(await lab.claimOne(), receive('go'));
      expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('late');
    });

    test('that came before the timeout was claimed are received', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go', lab.clock.now() + 10));
      lab.clock.pass(10);
      await lab.send('a', 'go', 'just in time');
      expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('just in time');
    });

    test('cannot be received by a lane that they were not assigned to', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      await lab.send('a', 'go', 'x');
      await expect(lab.commit(main, keep('run/next'), { consumed: 1 })).rejects.toThrow('not assigned');
      expect(await lab.lane('a', '')).toMatchObject({ seq: 0 });
    });

    describe('that a main line receives to go on', () => {
      async function receiving(lab: Lab, id = 'a') {
        await lab.commit(await lab.begin(id), receive('go'));
        await lab.send(id, 'go', 'now');
        const lane = await lab.claimOne();
        return { lane, consumed: lane.signal?.sid ?? expect.fail() };
      }

      test.each([{ history: finished('run/wait') }, {}])('are gone with the step, which leaves nothing of the wait: %o', async (told) => {
        const lab = await Lab.open(makeStore);
        const { lane, consumed } = await receiving(lab);
        const step = { consumed, at: lab.clock.now(), ...told };
        expect(await lab.commit(lane, keep('run/next'), step)).toEqual({ status: 'applied', request: 'none', kept: true });
        expect(await lab.find('a')).toMatchObject({ buffered: [], lanes: [{ node: 'run/next', seq: 2, attempt: 0 }] });
        expect(await lab.store.history('a')).toHaveLength('history' in told ? 1 : 0);
        // What comes later waits for the next wait.
        await lab.send('a', 'go', 'later');
        expect(await lab.claim()).toEqual([]);
        await lab.commit(next(lane), receive('go'));
        expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('later');
      });

      test('are received once by a step that is sent again', async () => {
        const lab = await Lab.open(makeStore);
        const { lane, consumed } = await receiving(lab);
        const step = { consumed, at: lab.clock.now(), history: finished('run/wait') };
        for (let sent = 0; sent < 2; sent++)
          expect(await lab.commit(lane, keep('run/next'), step)).toMatchObject({ status: 'applied', kept: true });
        expect(await lab.store.history('a')).toHaveLength(1);
      });

      test('are received though a cancel came, which the step tells', async () => {
        const lab = await Lab.open(makeStore);
        const { lane, consumed } = await receiving(lab);
        await lab.store.cancel('a');
        const step = { consumed, at: lab.clock.now() };
        expect(await lab.commit(lane, keep('run/next'), step)).toMatchObject({ status: 'applied', request: 'cancel' });
        expect((await lab.find('a')).buffered).toEqual([]);
      });

      test('stay with the lane if the worker has lost it', async () => {
        const lab = await Lab.open(makeStore);
        const { lane, consumed } = await receiving(lab);
        await lab.store.release(fenceOf(lane));
        const step = { consumed, at: lab.clock.now() };
        expect(await lab.commit(lane, keep('run/next'), step)).toEqual({ status: 'lost' });
        expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('now');
      });
    });

    test('of which one instance has thousands stay fast', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go'));
      await Promise.all(Array.from({ length: 5_000 }, (_, index) => lab.send('a', 'go', `${index}`)));
      expect((await lab.find('a')).buffered).toHaveLength(5_000);
      expect(textOf((await lab.claimOne()).signal?.envelope)).toBe('0');
    });
  });
}
