/** The worker's life: what it refuses to serve, how it says what it serves, how it ends. */
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSample, copyOf, emptyFolder, project, removeFolder } from './support/project.js';
import { exitOf, lineWith, spawnWaystone, waystone, type Running } from './support/waystone.js';

let built: string;
beforeAll(async () => void (built = await buildSample()));
afterAll(() => removeFolder(built));

test('it serves with no configuration but a path, and says so', async () => {
  const cwd = await copyOf(built);
  const worker = spawnWaystone(['worker', '--store', 'data/reviews.db', '--concurrency', '7'], { cwd });
  const line = await lineWith(worker.stderr, 'serving');
  expect(line).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info serving workflows=review,slow store=data\/reviews\.db concurrency=7 pid=\d+$/);
  const ended = exitOf(worker);
  worker.kill('SIGINT');
  await lineWith(worker.stderr, 'stopped');
  expect(await ended).toBe(0);
});

test('with --json it writes one object a line', async () => {
  const cwd = await copyOf(built);
  const worker = spawnWaystone(['worker', '--json'], { cwd });
  expect(JSON.parse(await lineWith(worker.stdout, 'serving'))).toMatchObject({
    at: expect.any(String),
    level: 'info',
    message: 'serving',
    workflows: ['review', 'slow'],
    store: 'waystone.db',
    pid: worker.pid,
  });
  const ended = exitOf(worker);
  worker.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('a task that does not end keeps a cancel waiting; a second signal leaves at once', async () => {
  const cwd = await copyOf(built);
  const worker = spawnWaystone(['worker', '--json'], { cwd });
  await lineWith(worker.stdout, 'serving');
  expect(await waystone(['start', 'slow', 'slow-1'], { cwd })).toMatchObject({ code: 0 });
  await lineWith(worker.stdout, 'pondering');
  for (const said of ['was asked to cancel', 'was asked to cancel already'])
    expect(await waystone(['cancel', 'slow-1'], { cwd })).toEqual({ code: 0, out: `✓ slow-1 ${said}\n`, err: '' });
  const ended = exitOf(worker);
  worker.kill('SIGTERM');
  await lineWith(worker.stdout, 'once more to leave at once');
  worker.kill('SIGTERM');
  expect(await ended).toBe(143);
});

test('told to stop while it loads its workflows, it ends', async () => {
  const cwd = await copyOf(built);
  const slowly = "export const workflows = () => new Promise(() => setInterval(() => undefined, 1_000) && console.log('loading'));";
  await writeFile(join(cwd, 'src/workflows.ts'), slowly);
  const worker = spawnWaystone(['worker'], { cwd });
  await lineWith(worker.stdout, 'loading');
  const ended = exitOf(worker);
  worker.kill('SIGTERM');
  await lineWith(worker.stderr, 'stopped');
  expect(await ended).toBe(0);
});

test('a missing build is refused with the command to run', async () => {
  const ran = await waystone(['worker'], { cwd: await project() });
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toContain('error PROJECT_NOT_BUILT: src/workflows.ts imports generated code that is not there; run: npx waystone build');
});

test('a stale build is refused with the command to run', async () => {
  const cwd = await copyOf(built);
  await appendFile(join(cwd, 'src/review.workflow.ts'), '\n// changed\n');
  const ran = await waystone(['worker'], { cwd });
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toContain(
    "error STALE_BUILD: workflow 'review' was built from another version of src/review.workflow.ts; run: npx waystone build",
  );
});

test.each([
  ['no entry', undefined, 'there is no src/workflows.ts; name the module that exports `workflows`'],
  ['an entry without workflows', 'export const other = 1;', 'src/workflows.ts must export `workflows`'],
  ['an empty list', 'export const workflows = [];', 'src/workflows.ts must export `workflows`'],
  ['something else in the list', 'export const workflows = () => [{}];', 'src/workflows.ts must export `workflows`'],
])('%s is refused', async (_what, content, message) => {
  const cwd = await project();
  if (content === undefined) await rm(join(cwd, 'src/workflows.ts'));
  else await writeFile(join(cwd, 'src/workflows.ts'), content);
  const ran = await waystone(['worker'], { cwd });
  expect(ran).toMatchObject({ code: 2, out: '' });
  expect(ran.err).toContain(`error WORKER_ENTRY_INVALID: ${message}`);
});

test.each([
  ['module', "throw new RangeError('no database');"],
  ['function', "export async function workflows() { throw new RangeError('no database'); }"],
])("an error of the author's %s is shown with the author's stack", async (_what, content) => {
  const cwd = await project();
  await writeFile(join(cwd, 'src/workflows.ts'), content);
  const ran = await waystone(['worker'], { cwd });
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toMatch(/^error WORKER_ENTRY_FAILED: src\/workflows\.ts could not be loaded: RangeError: no database\n/);
  expect(ran.err).toMatch(/\n {2}RangeError: no database\n {6}at .*src\/workflows\.ts:1:\d+\)?\n$/);
});

test("an error of Waystone's own, met in the author's module, stays what it is", async () => {
  const cwd = await project();
  const content = "import { StoreMissing } from './missing.js'; export const workflows = [StoreMissing];";
  await writeFile(join(cwd, 'src/workflows.ts'), content);
  expect((await waystone(['worker'], { cwd })).err).toContain(
    'error WORKER_ENTRY_FAILED: src/workflows.ts could not be loaded: Error: Cannot find',
  );
  await writeFile(join(cwd, 'src/workflows.ts'), "import { CanceledError } from '@waystone/core';\nthrow new CanceledError('by hand');");
  expect(await waystone(['worker'], { cwd })).toMatchObject({ code: 1, err: 'error CANCELED: by hand\n' });
});

test('a retention that is too short is refused, one that is not is told', async () => {
  const cwd = await copyOf(built);
  expect(await waystone(['worker', '--retention', '1s'], { cwd })).toMatchObject({
    code: 2,
    err: expect.stringContaining("option retention is 1000; give at least one minute, '1m'"),
  });
  const worker = spawnWaystone(['worker', '--retention', '30d', '--json'], { cwd });
  expect(JSON.parse(await lineWith(worker.stdout, 'serving'))).toMatchObject({ retention: 30 * 24 * 3_600_000 });
  const ended = exitOf(worker);
  worker.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('a file that is no store is refused', async () => {
  const cwd = await emptyFolder();
  await writeFile(join(cwd, 'waystone.db'), 'not a database, but long enough to be read as one. '.repeat(20));
  const ran = await waystone(['list'], { cwd });
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toMatch(/^error STORE_\w+: /);
});

test('a store that another process keeps locked is worth trying again later', async () => {
  const cwd = await emptyFolder();
  expect(await waystone(['migrate'], { cwd })).toMatchObject({ code: 0 });
  const other = new DatabaseSync(join(cwd, 'waystone.db'));
  other.exec('begin immediate');
  const ran = await waystone(['terminate', 'a', '--json'], { cwd });
  other.close();
  expect(ran.code).toBe(5);
  expect(JSON.parse(ran.err)).toMatchObject({ error: { code: 'STORE_LOCKED', retryable: true } });
});

async function probe(url: string, path: string, method = 'GET') {
  const response = await fetch(`${url}${path}`, { method });
  const body = await response.text();
  return { status: response.status, body: body === '' ? undefined : (JSON.parse(body) as Record<string, unknown>) };
}

/** Where it answers probes. */
async function healthOf(worker: Running): Promise<string> {
  return (JSON.parse(await lineWith(worker.stdout, 'answering health checks')) as { url: string }).url;
}

describe('--health-port', () => {
  const serving = async (cwd: string, ...args: readonly string[]) => {
    const worker = spawnWaystone(['worker', '--json', '--health-port', '0', '--health-host', '127.0.0.1', ...args], { cwd });
    const url = await healthOf(worker);
    await lineWith(worker.stdout, 'serving');
    return { worker, url };
  };

  test('answers that the worker lives and works, until it drains', async () => {
    const cwd = await copyOf(built);
    const { worker, url } = await serving(cwd, '--concurrency', '7', '--tag', 'gpu');
    const ready = await probe(url, '/readyz');
    expect(ready).toMatchObject({ status: 200, body: { state: 'ready', heldLanes: 0, freeSlots: 7, id: expect.any(Number) } });
    expect(ready.body?.['leaseRemainingMs']).toBeGreaterThan(0);
    expect(await probe(url, '/healthz')).toMatchObject({ status: 200, body: { state: 'ready' } });
    expect(await probe(url, '/readyz', 'HEAD')).toEqual({ status: 200, body: undefined });
    expect(await probe(url, '/readyz', 'POST')).toMatchObject({ status: 405 });
    expect(await probe(url, '/')).toMatchObject({ status: 404 });
    expect(await waystone(['start', 'slow', 'slow-1'], { cwd })).toMatchObject({ code: 0 });
    await lineWith(worker.stdout, 'pondering');
    expect(await probe(url, '/healthz')).toMatchObject({ status: 200, body: { heldLanes: 1, freeSlots: 6 } });
    worker.kill('SIGTERM');
    await lineWith(worker.stdout, 'once more to leave at once');
    expect(await probe(url, '/healthz')).toMatchObject({ status: 200, body: { state: 'draining', heldLanes: 1 } });
    expect(await probe(url, '/readyz')).toMatchObject({ status: 503, body: { state: 'draining' } });
    const ended = exitOf(worker);
    worker.kill('SIGINT');
    expect(await ended).toBe(130);
  });

  test('says that the store cannot be used, and that it can again', async () => {
    const cwd = await copyOf(built);
    const { worker, url } = await serving(cwd);
    const other = new DatabaseSync(join(cwd, 'waystone.db'));
    other.exec('begin immediate');
    await lineWith(worker.stdout, 'the store cannot be used');
    expect(await probe(url, '/readyz')).toMatchObject({ status: 503, body: { state: 'unreachable' } });
    expect(await probe(url, '/healthz')).toMatchObject({ status: 200 });
    other.close();
    await lineWith(worker.stdout, 'the store can be used again');
    expect(await probe(url, '/readyz')).toMatchObject({ status: 200 });
    const ended = exitOf(worker);
    worker.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('is refused where it is taken', async () => {
    const cwd = await copyOf(built);
    const { worker, url } = await serving(cwd);
    const { port } = new URL(url);
    const ran = await waystone(['worker', '--health-port', port, '--health-host', '127.0.0.1'], { cwd });
    expect(ran).toMatchObject({ code: 4, out: '' });
    expect(ran.err).toMatch(/^error HEALTH_PORT_UNUSABLE: health checks cannot be answered on port \d+: .*; give another --health-port/);
    worker.kill('SIGKILL');
  });
});

test('told to stop while it waits for its store, it serves nothing and ends', async () => {
  const cwd = await copyOf(built);
  await writeFile(join(cwd, 'waystone.db'), '');
  const other = new DatabaseSync(join(cwd, 'waystone.db'));
  other.exec('begin exclusive');
  const worker = spawnWaystone(['worker', '--json', '--health-port', '0', '--health-host', '127.0.0.1'], { cwd });
  const url = await healthOf(worker);
  expect(await probe(url, '/readyz')).toMatchObject({ status: 503, body: { state: 'starting' } });
  const ended = exitOf(worker);
  worker.kill('SIGTERM');
  await lineWith(worker.stdout, 'once more to leave at once');
  other.close();
  expect(await lineWith(worker.stdout, 's')).toContain('stopped');
  expect(await ended).toBe(0);
});
