/** How rows travel to PostgreSQL: those of one call in one statement, and a row that comes alone without arrays. */
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import type { Fence } from '../../packages/engine/src/store/store.js';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { heldLane, heldLanes, joining } from './support/held-lanes.js';
import { finished, forkInto, keep, Lab, next } from './support/lab.js';

const stores = new PostgresStores(await testDatabase());

afterEach(() => vi.restoreAllMocks());

/** Gives the texts of what was asked since. */
function listen(): () => readonly string[] {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  return () => query.mock.calls.map(([config]) => (config as unknown as { readonly text: string }).text);
}

test('a step alone is one statement over parameters, steps together are one over arrays', async () => {
  const lab = await Lab.open((ports) => Promise.resolve(stores.make(ports)));
  const alone = await lab.begin('alone');
  const heard = listen();
  await lab.commit(alone, keep('run/x'), { history: finished('run/x') });
  expect(heard()).toEqual([expect.stringMatching(/^with(?!.*unnest).*update .*insert into .*history/)]);
  await Promise.all(['a', 'b', 'c'].map((id) => lab.start(id)));
  const together = await lab.claim();
  const before = heard().length;
  await Promise.all(together.map((lane) => lab.commit(lane, keep('run/x'), { history: finished('run/x') })));
  expect(heard().slice(before)).toEqual([expect.stringMatching(/^with.*unnest.*update .*insert into .*history/)]);
});

test('a fork alone, and what leaves its join, take arrays only for the lanes; together with others they take arrays for all', async () => {
  const lab = await Lab.open((ports) => Promise.resolve(stores.make(ports)));
  const mains = [await lab.begin('alone'), await lab.begin('with'), await lab.begin('another')];
  const [alone = expect.fail(), ...others] = mains;
  const [at, history] = [lab.clock.now(), finished('run/fork')];
  const fork = (lanes: readonly Fence[]) =>
    Promise.all(lanes.map((lane) => lab.commit(lane, forkInto('', { lanes: heldLanes('a') }), { at, history })));
  const leave = (lanes: readonly Fence[]) =>
    Promise.all(lanes.map((lane) => lab.commit(behindJoin(lane), keep('run/after'), { at, history, joined: true })));
  const heard = listen();
  await fork([alone]);
  await fork(others);
  await Promise.all(mains.map((lane) => lab.commit(heldLane(lane, 0), joining(), { at, history })));
  await leave([alone]);
  await leave(others);
  const given = /^with given as/;
  expect(heard()).toEqual([
    expect.not.stringMatching(given),
    expect.stringMatching(given),
    expect.stringMatching(given),
    expect.not.stringMatching(/unnest/),
    expect.stringMatching(given),
  ]);
});

test('the last ends of a fork and the step behind its join take arrays for history alone; those of several forks for all', async () => {
  const lab = await Lab.open((ports) => Promise.resolve(stores.make(ports)));
  const mains = [await lab.begin('alone'), await lab.begin('with'), await lab.begin('another')];
  const [alone = expect.fail(), ...others] = mains;
  const [at, history] = [lab.clock.now(), finished('run/fork')];
  await Promise.all(mains.map((lane) => lab.commit(lane, forkInto('', { lanes: heldLanes('ab') }), { at, history })));
  const behind = (lane: Fence) => ({ fence: behindJoin(lane), then: keep('run/after'), published: [], at, history, joined: true }) as const;
  const leave = (lanes: readonly Fence[]) =>
    Promise.all(
      lanes.flatMap((lane) => [
        lab.commit(heldLane(lane, 0), joining(), { at, history }),
        lab.commit(heldLane(lane, 1), joining(), { at, history, behind: behind(lane) }),
      ]),
    );
  const heard = listen();
  await leave([alone]);
  await leave(others);
  expect(heard()).toEqual([expect.not.stringMatching(/^with given as/), expect.stringMatching(/^with given as/)]);
});

function behindJoin(lane: Fence): Fence {
  return { ...next(lane), epoch: lane.epoch + 1 };
}

test('a signal finds its instance, and locks it, in one statement', async () => {
  const lab = await Lab.open((ports) => Promise.resolve(stores.make(ports)));
  await lab.start('waiting');
  const heard = listen();
  expect(await lab.send('waiting', 'go', 'now')).toBe('sent');
  expect(heard()).toEqual([
    expect.stringMatching(/^begin/),
    expect.stringMatching(/"instances".*for update/),
    expect.stringMatching(/insert into .*"signals"/),
    expect.stringMatching(/"lanes".*for update/),
    'commit',
  ]);
});

test('one that was taken already, whose answer was lost, is recognized when it is sent again alone', async () => {
  const lab = await Lab.open((ports) => Promise.resolve(stores.make(ports)));
  const lane = await lab.begin('again');
  const commit = () => lab.commit(lane, keep('run/x'), { history: finished('run/x') });
  expect(await commit()).toMatchObject({ status: 'applied', kept: true });
  expect(await commit()).toMatchObject({ status: 'applied', kept: true });
  expect(await lab.commit(next(lane), keep('run/y'), { history: finished('run/y') })).toMatchObject({ status: 'applied' });
  expect((await lab.store.history('again')).map(({ node }) => node)).toEqual(['run/x', 'run/y']);
});
