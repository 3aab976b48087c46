/**
 * Real processes, real signals, one database: an API process that only starts and signals, and workers that are
 * killed in the middle. The leases last an hour, so whoever goes on here does not wait for them.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databases } from './support/databases.js';
import { buildProject, copyProject, removeProject } from './support/project.js';
import { Site } from './support/site.js';
import type { WorkerProcess } from './support/site.js';

let project: string;
let site: Site;
let sites = 0;

beforeAll(async () => {
  project = await copyProject('project');
  await buildProject(project);
});
afterAll(() => removeProject(project));

describe.each(await databases())('on %s', (_name, make) => {
  beforeEach(() => {
    sites += 1;
    site = new Site(project, `test-${sites}`, make(project, `test-${sites}`));
  });
  afterEach(() => site.close());

  const stageIs = (stage: string) => async (): Promise<boolean> => (await site.client.handle('j').status('stage').get()) === stage;
  const statusOf = async (id: string): Promise<string> => (await site.client.handle(id).describe()).status;
  const isParked = async (attempt: number): Promise<boolean> => {
    const { lanes } = await site.client.handle('j').describe();
    return lanes.some((lane) => lane.attempt === attempt && lane.status === 'parked');
  };

  const places: readonly (readonly [string, (worker: WorkerProcess) => Promise<void>])[] = [
    ['in the middle of a loop', (worker) => worker.says('step 7')],
    ['in the middle of a lane of a fork', (worker) => worker.says('step a2')],
    ['in a sleep', () => site.until(stageIs('sleeping'))],
    ['in the wait before another attempt', () => site.until(() => isParked(1))],
    ['while it waits for a signal', () => site.until(stageIs('waiting'))],
  ];

  test.each(places)('a worker that is killed %s, and started again, does nothing twice', async (_where, reached) => {
    await site.api('start', 'j', '20');
    const first = await site.worker();
    await reached(first);
    expect(await first.kill('SIGKILL')).toBe(null);
    await site.worker();
    await site.api('go', 'j', 'done');
    const handle = site.client.handle('j');
    expect(await handle.result()).toBe('190 a1a2a3 b1 3 done');
    expect(await site.performedAfterCommit(handle)).toEqual([]);
    const performed = new Set(site.acts().map(({ act }) => act));
    expect(performed.size).toBe(20 + 4 + 3);
    // Only what was running when the process died may have been performed again.
    expect(site.acts().length - performed.size).toBeLessThanOrEqual(2);
  });

  test('workers that are killed again and again lose nothing and do nothing twice', async () => {
    for (const id of ['j', 'k', 'l']) {
      await site.api('start', id, '30');
      await site.api('go', id, 'done');
    }
    for (const turn of [3, 9, 15, 21, 27]) {
      const worker = await site.worker();
      await worker.says(`step ${turn}`);
      await worker.kill('SIGKILL');
    }
    await site.worker();
    for (const id of ['j', 'k', 'l']) {
      const handle = site.client.handle(id);
      expect(await handle.result()).toBe('435 a1a2a3 b1 3 done');
      expect(await site.performedAfterCommit(handle)).toEqual([]);
    }
  });

  test('a worker that is running takes over from one that is killed, before its lease has run out', async () => {
    await site.api('hold', 'h');
    const first = await site.worker('first', '1h');
    await first.says('hold first');
    const second = await site.worker('second', '3s');
    await first.kill('SIGKILL');
    await second.says('hold first');
    second.permit('first');
    await second.says('hold second');
    second.permit('second');
    expect(await site.client.handle('h').result()).toBe('second second');
  });

  test('SIGTERM lets the running task end and commits it, begins no other, and others go on at once', async () => {
    await site.api('hold', 'h');
    const first = await site.worker('first');
    await first.says('hold first');
    first.signal('SIGTERM');
    await first.says('stopping');
    const second = await site.worker('second');
    first.permit('first');
    expect(await first.kill('SIGCONT')).toBe(0);
    await second.says('hold second');
    second.permit('second');
    const handle = site.client.handle('h');
    expect(await handle.result()).toBe('first second');
    expect(site.acts().map(({ act }) => act)).toEqual(['hold first', 'hold second']);
  });

  test('a worker that is stopped past its lease loses its lane; what it commits late changes nothing; then it works on', async () => {
    await site.api('hold', 'h');
    const first = await site.worker('first', '1s');
    await first.says('hold first');
    first.signal('SIGSTOP');
    // Somebody who is not there either takes the lane back, once the lease has run out.
    await expect.poll(() => site.store.reclaim().then(() => statusOf('h'))).toBe('ready');
    const second = await site.worker('second');
    await second.says('hold first');
    first.permit('first');
    first.signal('SIGCONT');
    second.permit('first');
    await second.says('hold second');
    second.permit('second');
    const handle = site.client.handle('h');
    expect(await handle.result()).toBe('second second');
    await second.kill('SIGKILL');
    await site.api('start', 'j', '3');
    await site.api('go', 'j', 'on');
    expect(await site.client.handle('j').result()).toBe('3 a1a2a3 b1 3 on');
    expect(await handle.result()).toBe('second second');
    expect((await handle.history()).filter(({ node }) => node === 'run/hold')).toHaveLength(1);
  });
});
