/** The worker's life: what it refuses to serve, how it says what it serves, how it ends. */
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildSample, copyOf, emptyFolder, project, removeFolder } from './support/project.js';
import { exitOf, lineWith, spawnWaystone, waystone } from './support/waystone.js';

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

test('a file that is no store is refused', async () => {
  const cwd = await emptyFolder();
  await writeFile(join(cwd, 'waystone.db'), 'not a database, but long enough to be read as one. '.repeat(20));
  const ran = await waystone(['list'], { cwd });
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toMatch(/^error STORE_\w+: /);
});

test('a store that another process keeps locked is worth trying again later', async () => {
  const cwd = await emptyFolder();
  await writeFile(join(cwd, 'waystone.db'), '');
  expect(await waystone(['list'], { cwd })).toMatchObject({ code: 0 });
  const other = new DatabaseSync(join(cwd, 'waystone.db'));
  other.exec('begin immediate');
  const ran = await waystone(['terminate', 'a', '--json'], { cwd });
  other.close();
  expect(ran.code).toBe(5);
  expect(JSON.parse(ran.err)).toMatchObject({ error: { code: 'STORE_LOCKED', retryable: true } });
});
