/** Looking after instances with a worker running: everything an operator does, through real processes, on both databases. */
import { once } from 'node:events';
import { join } from 'node:path';
import { Client, type Store } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../support/postgres/database.js';
import { buildSample, emptyFolder, removeFolder } from './support/project.js';
import { exitOf, lineWith, spawnWaystone, waystone, type Ran, type Running } from './support/waystone.js';

const { url } = await testDatabase();

/** How a program opens the store, and what names it to the command. */
interface Database {
  readonly open: (folder: string) => Store;
  readonly store: (folder: string) => string;
}

const databases: readonly (readonly [name: string, database: Database])[] = [
  ['SQLite', { open: (folder) => sqlite(join(folder, 'waystone.db')), store: (folder) => join(folder, 'waystone.db') }],
  ['PostgreSQL', { open: () => postgres(url), store: () => url }],
];

describe.each(databases)('on %s', (_name, database) => {
  let cwd: string;
  let worker: Running;
  let store: Store;
  let client: Client;
  let env: { readonly WAYSTONE_STORE: string };

  const low = (title: string): string => JSON.stringify({ title, risk: 'low' });
  const high = (title: string): string => JSON.stringify({ title, risk: 'high' });
  const run = (...args: readonly string[]): Promise<Ran> => waystone(args, { cwd, env });

  beforeAll(async () => {
    cwd = await buildSample();
    env = { WAYSTONE_STORE: database.store(cwd) };
    worker = spawnWaystone(['worker', '--json'], { cwd, env });
    worker.stderr.pipe(process.stderr);
    await lineWith(worker.stdout, 'serving');
    store = database.open(cwd);
    client = new Client(store);
  });

  afterAll(async () => {
    const ended = exitOf(worker);
    worker.kill('SIGTERM');
    await ended;
    await store.close();
    await removeFolder(cwd);
  });

  /** Starts a review that waits for its verdict. */
  async function waiting(id: string): Promise<void> {
    expect(await run('start', 'review', id, high(id))).toMatchObject({ code: 0, out: `✓ review ${id} started\n` });
    await client
      .handle(id)
      .status('stage')
      .waitFor((stage) => stage === 'checked');
  }

  test('start --wait prints the result', async () => {
    expect(await run('start', 'review', 'waves', low('Waves'), '--wait')).toEqual({ code: 0, out: "'Waves (1)'\n", err: '' });
    const again = await run('start', 'review', 'waves', low('Waves'), '--if-exists', 'use', '--wait', '--json');
    expect(JSON.parse(again.out)).toEqual({ workflow: 'review', instance: 'waves', started: false, result: 'Waves (1)' });
  });

  test('starting a taken id is a conflict, an unknown workflow is not found', async () => {
    await run('start', 'review', 'taken', low('Taken'));
    const taken = await run('start', 'review', 'taken', low('Taken'));
    expect(taken).toMatchObject({ code: 4, out: '', err: expect.stringContaining('error INSTANCE_EXISTS: ') });
    expect(taken.err).toContain('add --if-exists use');
    const unknown = await run('start', 'revue', 'x');
    expect(unknown).toMatchObject({ code: 3, out: '', err: expect.stringContaining('known: review') });
  });

  test('starting an id that is there says that it was, and whether it has ended', async () => {
    await waiting('here');
    const use = (id: string): Promise<Ran> => run('start', 'review', id, high(id), '--if-exists', 'use');
    expect(await use('here')).toEqual({ code: 0, out: '✓ review here was there already\n', err: '' });
    await run('signal', 'here', 'verdict', '{"accepted": true, "by": "ann"}');
    await client.handle('here').result();
    expect((await use('here')).out).toBe('✓ review here was there already and has ended: completed\n');
    const other = await run('start', 'slow', 'here', '--if-exists', 'use');
    expect(other).toMatchObject({ code: 4, err: expect.stringContaining('is of another workflow, review; choose another id') });
  });

  test('the error of a failed instance is shown inside the one of the command', async () => {
    const ran = await run('start', 'review', 'uncited', low('uncited'), '--wait');
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(
      /^error INSTANCE_FAILED: instance 'uncited' failed: NonRetryableError: no sources\n {2}NonRetryableError: no sources\n/,
    );
    expect(ran.err).toContain("code: 'NON_RETRYABLE'");
  });

  test('a code of its own does not make the error of a workflow one of the command', async () => {
    await waiting('odd');
    await run('signal', 'odd', 'verdict', '{"accepted": false, "by": "USAGE"}');
    const ran = await run('start', 'review', 'odd', high('odd'), '--if-exists', 'use', '--wait', '--json');
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(JSON.parse(ran.err)).toEqual({
      error: {
        code: 'INSTANCE_FAILED',
        message: "instance 'odd' failed: Rejected: odd was rejected by USAGE",
        retryable: false,
        cause: expect.objectContaining({ name: 'Rejected', code: 'USAGE', title: 'odd', by: 'USAGE' }),
      },
    });
  });

  test('a thrown value that is no error is shown', async () => {
    const ran = await run('start', 'review', 'valued', low('thrown value'), '--wait');
    expect(ran).toEqual({ code: 1, out: '', err: "error INSTANCE_FAILED: instance 'valued' failed: 'no error at all'\n" });
  });

  test('waiting for what was canceled or terminated says so', async () => {
    await Promise.all([waiting('gone'), waiting('shot')]);
    await Promise.all([run('cancel', 'gone'), run('terminate', 'shot')]);
    const wait = (id: string): Promise<Ran> => run('start', 'review', id, high(id), '--if-exists', 'use', '--wait');
    expect(await wait('gone')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error INSTANCE_CANCELED: instance 'gone' was canceled/),
    });
    expect(await wait('shot')).toMatchObject({ code: 1, err: "error TERMINATED: instance 'shot' was terminated, with no cleanup\n" });
  });

  test('show tells where a parked instance stands', async () => {
    await waiting('parked');
    await run('signal', 'parked', 'note', '"hurry"');
    const { code, out } = await run('show', 'parked');
    expect(code).toBe(0);
    expect(out).toMatch(/^parked {2}review {2}◷ parked\n/);
    expect(out).toMatch(/ {2}created +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(.* ago\)\n/);
    expect(out).toContain("input    { title: 'parked', risk: 'high' }");
    expect(out).toMatch(/◷ parked {2}main at run\/decide\/verdict: waits for signal verdict until .* \(in 1d 23h\)/);
    expect(out).toMatch(/ {4}paper +\{ title: 'parked', risk: 'high' \}/);
    expect(out).toMatch(/Statuses\n {2}stage +'checked'/);
    expect(out).toMatch(/Signals not yet received\n {2}note +sent .* ago/);
    expect(out).toMatch(/run\/check\/spelling +.*✓ completed +6\n/);
    expect(out).toContain('↳ decide: high');
  });

  test('show --json gives everything', async () => {
    await waiting('parked-json');
    const { out } = await run('show', 'parked-json', '--json');
    const { instance, history } = JSON.parse(out);
    expect(instance).toMatchObject({
      id: 'parked-json',
      workflow: 'review',
      status: 'parked',
      input: { value: { title: 'parked-json', risk: 'high' } },
      terminated: false,
      statuses: { stage: { value: 'checked', setAt: expect.any(Number) } },
      lanes: [
        {
          lane: '',
          node: 'run/decide/verdict',
          status: 'parked',
          signal: 'verdict',
          wakeAt: expect.any(Number),
          values: { paper: { risk: 'high' } },
        },
      ],
    });
    expect(history).toContainEqual(
      expect.objectContaining({ node: 'run/check/spelling', attempt: 1, outcome: 'completed', content: { value: 11 } }),
    );
  });

  test('a signal with a value ends the wait', async () => {
    await waiting('accepted');
    expect(await run('signal', 'accepted', 'verdict', '{"accepted": true, "by": "ann"}')).toEqual({
      code: 0,
      out: '✓ accepted got verdict\n',
      err: '',
    });
    expect(await client.handle('accepted').result()).toBe('accepted (1)');
    const { out } = await run('show', 'accepted');
    expect(out).toMatch(/^accepted {2}review {2}✓ completed\n/);
    expect(out).toContain("result   'accepted (1)'");
    expect(out).not.toContain('Lanes');
  });

  test('a signal reads its value from standard input', async () => {
    await waiting('refused');
    const sent = await waystone(['signal', 'refused', 'verdict', '-', '--json'], { cwd, env, input: '{"accepted": false, "by": "bob"}' });
    expect(JSON.parse(sent.out)).toEqual({ instance: 'refused', signal: 'verdict', sent: true });
    await expect(client.handle('refused').result()).rejects.toMatchObject({ name: 'Rejected', by: 'bob' });
    const { out } = await run('show', 'refused');
    expect(out).toMatch(/^refused {2}review {2}✗ failed\n/);
    expect(out).toContain('refused was rejected by bob');
  });

  test('a signal is sent at most once under one id', async () => {
    await waiting('twice');
    for (const by of ['ann', 'bob']) await run('signal', 'twice', 'note', JSON.stringify(by), '--id', 'mail-1');
    expect((await client.handle('twice').describe()).buffered).toHaveLength(1);
  });

  test('signals that cannot be delivered say why', async () => {
    await run('start', 'review', 'done', low('Done'), '--wait');
    await waiting('alive');
    expect(await run('signal', 'done', 'verdict', '{}')).toMatchObject({ code: 4, err: expect.stringContaining('error INSTANCE_ENDED: ') });
    expect(await run('signal', 'nobody', 'verdict', '{}')).toMatchObject({
      code: 3,
      err: expect.stringContaining('error INSTANCE_NOT_FOUND: '),
    });
    expect(await run('signal', 'alive', 'verdikt', '{}')).toMatchObject({ code: 3, err: expect.stringContaining('it has: verdict, note') });
  });

  test('a retried attempt is in the timeline', async () => {
    await run('start', 'review', 'flaky', low('flaky'), '--wait');
    const { out } = await run('show', 'flaky');
    expect(out).toMatch(/run\/check\/spelling +#1 .*↻ retried +Error: the dictionary is away/);
    expect(out).toMatch(/run\/check\/spelling +#2 .*✓ completed/);
  });

  test('resuming what is not paused says so', async () => {
    await waiting('free');
    expect(await run('resume', 'free')).toEqual({ code: 0, out: '✓ free was not paused\n', err: '' });
  });

  test('pause holds an instance, resume lets it go on', async () => {
    await waiting('held');
    expect(await run('pause', 'held')).toEqual({ code: 0, out: '✓ held was paused\n', err: '' });
    expect(await run('pause', 'held')).toEqual({ code: 0, out: '✓ held was paused already\n', err: '' });
    await run('signal', 'held', 'verdict', '{"accepted": true, "by": "ann"}');
    expect((await client.handle('held').describe()).status).toBe('paused');
    expect(await run('resume', 'held')).toEqual({ code: 0, out: '✓ held was resumed\n', err: '' });
    expect(await client.handle('held').result()).toBe('held (1)');
  });

  test('cancel and terminate end instances', async () => {
    await Promise.all([waiting('to-cancel'), waiting('to-terminate')]);
    expect(await run('cancel', 'to-cancel')).toMatchObject({ code: 0 });
    await expect(client.handle('to-cancel').result()).rejects.toMatchObject({ code: 'CANCELED' });
    expect(await run('terminate', 'to-terminate')).toMatchObject({ code: 0 });
    expect((await run('show', 'to-terminate')).out).toMatch(/^to-terminate {2}review {2}⊘ canceled \(terminated\)\n/);
  });

  test('a request goes on after an instance that refuses', async () => {
    await waiting('willing');
    const ran = await run('cancel', 'missing', 'willing', '--json');
    expect(JSON.parse(ran.out)).toEqual({ request: 'cancel', done: ['willing'] });
    expect(JSON.parse(ran.err)).toMatchObject({ error: { code: 'INSTANCE_NOT_FOUND' } });
    expect(ran.code).toBe(3);
  });

  test('list filters and pages', async () => {
    for (const id of ['page-1', 'page-2', 'page-3']) await run('start', 'review', id, low(id), '--wait');
    const first = await run('list', '--prefix', 'page-', '--limit', '2');
    expect(first.out).toMatch(/^ID +WORKFLOW +STATUS +CREATED +TOOK +REASON\npage-3 +review +✓ completed +\d{4}-.*\npage-2 .*\n$/);
    expect(first.err).toBe('more: add --after page-2\n');
    const second = await run('list', '--prefix', 'page-', '--limit', '2', '--after', 'page-2', '--json');
    expect(JSON.parse(second.out)).toMatchObject({ instances: [{ id: 'page-1', status: 'completed' }], next: null });
    expect(await run('list', '--prefix', 'page-', '--status', 'failed', 'canceled')).toEqual({ code: 0, out: '', err: 'no instances\n' });
    expect(JSON.parse((await run('list', '--workflow', 'slow', '--json')).out)).toEqual({ instances: [], next: null });
    expect((await run('list', '--prefix', 'page-', '--until', '1h')).err).toBe('no instances\n');
  });

  test('list tells why instances have failed', async () => {
    await run('start', 'review', 'why', low('uncited'), '--wait');
    expect((await run('list', '--prefix', 'why')).out).toMatch(/\nwhy +review +✗ failed .* NonRetryableError: no sources\n$/);
  });

  test('graph --instance draws what an instance runs, without its sources', async () => {
    await run('start', 'review', 'drawn', low('Drawn'), '--wait');
    const drawn = await waystone(['graph', '--instance', 'drawn', '--store', database.store(cwd)], { cwd: await emptyFolder() });
    expect(drawn.out).toContain('run/decide/verdict');
  });

  test('output that nobody reads ends the command quietly', async () => {
    const child = spawnWaystone(['show', 'waves', '--json'], { cwd, env });
    child.stdout.destroy();
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });

  test('start says where an instance goes; show and list tell', async () => {
    const placed = ['--queue', 'express', '--priority', '1', '--tag', 'gpu', 'eu'];
    expect(await run('start', 'review', 'placed', low('Placed'), ...placed)).toMatchObject({ code: 0 });
    const shown = await run('show', 'placed');
    expect(shown.out).toMatch(/\n {2}queue +express\n {2}priority +1\n {2}tags +eu, gpu\n/);
    expect(shown.out).toContain('at entry: no worker takes it: none that is running serves its queue');
    const listed = await run('list', '--queue', 'express', '--priority', '1', '--tag', 'gpu', '--json');
    expect(JSON.parse(listed.out)).toMatchObject({ instances: [{ id: 'placed', queue: 'express', priority: 1, tags: ['eu', 'gpu'] }] });
    expect(await run('list', '--queue', 'express', '--priority', '2')).toMatchObject({ code: 0, err: 'no instances\n' });
    expect(await run('start', 'review', 'tagged', low('Tagged'), '--tag', 'gpu')).toMatchObject({ code: 0 });
    expect((await run('show', 'tagged')).out).toContain('no worker takes it: none that is running has the tags gpu');
  });

  test('a worker takes what its queues and tags lead to', async () => {
    const start = ['start', 'review', 'far', low('Far'), '--queue', 'far', '--tag', 'gpu', 'eu', '--wait'];
    const result = run(...start);
    const other = spawnWaystone(['worker', '--json', '--queue', 'far', '--tag', 'gpu', 'eu', 'big'], { cwd, env });
    expect(await result).toEqual({ code: 0, out: "'Far (1)'\n", err: '' });
    const ended = exitOf(other);
    other.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('purge deletes what has ended, and tells before how much that is', async () => {
    for (const id of ['old', 'older']) await run('start', 'review', id, low(id), '--wait');
    await waiting('young');
    const purge = ['purge', '--ended-before', '0s', '--workflow', 'review'];
    const all = JSON.parse((await run(...purge, '--dry-run', '--json')).out);
    expect(all).toMatchObject({ dryRun: true, instances: expect.any(Number), endedBefore: expect.any(Number) });
    expect(all.instances).toBeGreaterThanOrEqual(2);
    expect(await run('purge', '--ended-before', '1h')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✓ deleted 0 instances that ended before /),
    });
    expect(await run(...purge, '--status', 'failed')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✓ deleted \d+ instances? that/),
    });
    const rest = JSON.parse((await run(...purge, '--status', 'completed', '--dry-run', '--json')).out);
    expect(rest.instances).toBeGreaterThanOrEqual(2);
    expect(await run(...purge, '--status', 'completed', '--limit', '1')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✓ deleted 1 instance that/),
    });
    const last = JSON.parse((await run(...purge, '--status', 'completed', '--json')).out);
    expect(last).toMatchObject({ dryRun: false, instances: rest.instances - 1 });
    expect(await run('show', 'old')).toMatchObject({ code: 3 });
    expect(await run('show', 'young')).toMatchObject({ code: 0 });
    expect(await run('purge')).toMatchObject({ code: 2, err: expect.stringContaining('--ended-before') });
  });

  test('a workflow that is misspelled is not taken for one of which nothing is there', async () => {
    expect(await run('purge', '--ended-before', '0s', '--workflow', 'reviews')).toMatchObject({
      code: 3,
      err: expect.stringContaining("WORKFLOW_UNKNOWN: there is no workflow 'reviews' here; known: review, slow; did you mean review? Else"),
    });
    expect(await run('list', '--workflow', 'reviews')).toEqual({
      code: 0,
      out: '',
      err: "no instances; this store knows no workflow 'reviews'; known: review, slow\n",
    });
  });
});
