/** What the command says when it is called wrongly: a code, what to do next, and an exit code for scripts. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder } from './support/project.js';
import { waystone } from './support/waystone.js';

test.each([
  [['lst'], "unknown command 'lst' (Did you mean list?); see `waystone --help`"],
  [['list', '--statu', 'failed'], "unknown option '--statu' (Did you mean --status?); see `waystone list --help`"],
  [
    ['list', '--status', 'broken'],
    'Allowed choices are ready, running, parked, paused, completed, failed, canceled; see `waystone list --help`',
  ],
  [['list', '--limit', '0'], 'Give a whole number above 0; see'],
  [['list', '--since', 'yesterday'], 'Give a duration such as 90s, 2h, 3d, or a date such as 2026-11-22T09:00:00Z; see'],
  [['purge', '--ended-before', '-30d'], 'Give a duration such as 90s, 2h, 3d, or a date such as 2026-11-22T09:00:00Z; see'],
  [['purge', '--ended-before', '2099-01-01'], 'It is still to come; give a date of the past or, for all until now, 0s; see'],
  [['worker', '--retention', 'soon'], 'Give a duration such as 90s, 2h, 30d; see'],
  [['start', 'review', 'x', '1', '--at', '-1h'], 'Give a duration such as 90s, 2h, 3d, or a date'],
  [['show'], "missing required argument 'instance'"],
  [['show', 'a', 'b'], 'too many arguments'],
  [['build', '--watch', '--check'], "option '--watch' cannot be used with option '--check'"],
  [['start', 'review', ''], 'give the id of an instance; see `waystone start --help`'],
  [['cancel', 'a', ''], 'give the id of an instance'],
  [['graph', '--format', 'png'], 'Allowed choices are text, mermaid, svg'],
  [['start', 'review', 'x', '1', '--priority', '6'], 'Give a whole number from 1 (first) to 5 (last)'],
  [['start', 'review', 'x', '1', '--queue', ''], 'Give a text of 1 to 256 bytes'],
  [['start', 'review', 'x', '1', '--tag', 'ok', ''], 'Give texts of 1 to 256 bytes'],
  [['worker', '--health-port', '70000'], 'Give a whole number from 0 to 65535'],
  [['list', '--store', ':memory:'], 'a store in memory ends with its process; name a file'],
])('waystone %j is a usage error', async (args, message) => {
  const ran = await waystone(args, { cwd: await emptyFolder() });
  expect(ran).toMatchObject({ code: 2, out: '' });
  expect(ran.err).toContain('error USAGE: ');
  expect(ran.err).toContain(message);
});

test('without a command it prints its help and fails', async () => {
  const ran = await waystone([], { cwd: await emptyFolder() });
  expect(ran).toMatchObject({ code: 2, out: '' });
  expect(ran.err).toContain('Usage: waystone [options] [command]');
});

test('the version is printed', async () => {
  expect(await waystone(['--version'], { cwd: await emptyFolder() })).toMatchObject({ code: 0, out: '0.1.0\n', err: '' });
});

test.each([[['list']], [['show', 'a']], [['signal', 'a', 'b']], [['cancel', 'a']], [['start', 'a', 'b']], [['graph', '--instance', 'a']]])(
  'waystone %j makes no store',
  async (args) => {
    const ran = await waystone(args, { cwd: await emptyFolder() });
    expect(ran).toMatchObject({ code: 3, out: '' });
    expect(ran.err).toContain('error STORE_MISSING: there is no store at waystone.db; name one with --store or WAYSTONE_STORE');
  },
);

test('a missing store is named as it was given', async () => {
  const cwd = await emptyFolder();
  for (const store of ['/no/such/folder/a.db', '../b.db', './c.db'])
    expect((await waystone(['list', '--store', store], { cwd })).err).toContain(`there is no store at ${store}; name`);
});

test('an error is JSON with --json', async () => {
  const ran = await waystone(['list', '--json'], { cwd: await emptyFolder() });
  expect(ran).toMatchObject({ code: 3, out: '' });
  expect(JSON.parse(ran.err)).toEqual({
    error: { code: 'STORE_MISSING', message: expect.stringContaining('there is no store'), retryable: false },
  });
});

test('a value that is not JSON is refused before the store is touched', async () => {
  const ran = await waystone(['signal', 'a', 'b', 'hello'], { cwd: await emptyFolder() });
  expect(ran.code).toBe(2);
  expect(ran.err).toContain(`error JSON_INVALID: the value is not JSON; give e.g. '{"approved": true}', 42 or, for a text, '"hello"'`);
});

test('colors are for terminals, unless they are forced', async () => {
  const cwd = await emptyFolder();
  const escape = '\u001B[';
  expect((await waystone(['lst'], { cwd })).err).not.toContain(escape);
  expect((await waystone(['lst'], { cwd, env: { FORCE_COLOR: '1' } })).err).toContain(escape);
  expect((await waystone(['--help'], { cwd, env: { FORCE_COLOR: '1' } })).out).toContain(escape);
  expect((await waystone(['--help'], { cwd, env: { NO_COLOR: '1' } })).out).not.toContain(escape);
});

describe('the configuration', () => {
  test.each([
    ['waystone.config.json', '{ "include": "src" }', 'waystone.config.json: `include` must be a list of texts'],
    ['waystone.config.json', '{ "worker": { "concurrency": 0 } }', '`worker.concurrency` must be a whole number above 0'],
    [
      'waystone.config.json',
      '{ "stor": "a.db" }',
      '`stor` is not a setting. Export an object by default; its settings are include, outDir, cacheDir, store, worker.entry, worker.concurrency, worker.queues, worker.tags, worker.retention.',
    ],
    ['waystone.config.json', '{ "worker": { "retention": "soon" } }', "`worker.retention` must be a duration such as '30d'"],
    ['waystone.config.json', '[', 'waystone.config.json could not be loaded'],
    ['waystone.config.mjs', 'export default null', 'the default export must be an object'],
    ['waystone.config.ts', 'throw new Error("no such luck")', 'cause: Error: no such luck'],
  ])('%s with %s is refused', async (name, content, message) => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, name), content);
    const ran = await waystone(['list'], { cwd });
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('error CONFIG_INVALID: ');
    expect(ran.err).toContain(message);
  });

  test.each([
    ['waystone.config.ts', 'export default { store: "configured.db" as string };'],
    ['waystone.config.mjs', 'export default { store: "configured.db" };'],
    ['waystone.config.json', '{ "store": "configured.db" }'],
  ])('%s names the store', async (name, content) => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, name), content);
    expect((await waystone(['list'], { cwd })).err).toContain('there is no store at configured.db');
  });

  test('the option comes before the environment, the environment before the configuration', async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, 'waystone.config.json'), '{ "store": "configured.db" }');
    const env = { WAYSTONE_STORE: 'environment.db' };
    expect((await waystone(['list'], { cwd, env })).err).toContain('there is no store at environment.db');
    expect((await waystone(['list', '--store', 'option.db'], { cwd, env })).err).toContain('there is no store at option.db');
  });
});
