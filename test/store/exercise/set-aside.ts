import { describe, expect, test } from 'vitest';
import { end, finished, Lab, receive } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';

export function exerciseSetAside(makeStore: MakeStore): void {
  describe('a lane that was set aside', () => {
    test('stays as it is, and nobody takes it until the instance is resumed', async () => {
      const lab = await Lab.open(makeStore);
      const main = await lab.begin('a');
      await lab.commit(main, { kind: 'retry', wakeAt: lab.clock.now() });
      const again = await lab.claimOne();
      const entry = finished('run/charge', { outcome: 'failed' });
      expect(await lab.commit(again, { kind: 'setAside' }, { history: entry })).toMatchObject({ status: 'applied', kept: false });
      expect(await lab.claim()).toEqual([]);
      expect(await lab.find('a')).toMatchObject({ status: 'parked', lanes: [{ status: 'parked', setAside: true, attempt: 1, seq: 0 }] });
      await lab.store.resume('a');
      expect(await lab.claimOne()).toMatchObject({ attempt: 1, seq: 0, node: main.node, envelope: main.envelope });
    });

    test('keeps the signal that was assigned to it', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), receive('go'));
      await lab.send('a', 'go', 'first');
      const woken = await lab.claimOne();
      await lab.commit(woken, { kind: 'setAside' });
      await lab.send('a', 'go', 'second');
      await lab.store.resume('a');
      expect(await lab.claimOne()).toMatchObject({ signal: woken.signal });
    });

    test('keeps the results of the lanes that it joins', async () => {
      const lab = await Lab.open(makeStore);
      for (const lane of await lab.fork('a', 'xy')) await lab.commit(lane, end('completed', lane.lane));
      const joined = await lab.claimOne();
      await lab.commit(joined, { kind: 'setAside' });
      await lab.store.resume('a');
      expect((await lab.claimOne()).ended).toEqual(joined.ended);
    });

    test('goes on for a cancel', async () => {
      const lab = await Lab.open(makeStore);
      await lab.commit(await lab.begin('a'), { kind: 'setAside' });
      await lab.store.cancel('a');
      expect(await lab.claimOne()).toMatchObject({ request: 'cancel' });
    });
  });
}
