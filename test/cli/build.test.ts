/** Building a project: what is written, what is reported, what a CI job sees. */
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, project } from './support/project.js';
import { exitOf, lineWith, spawnWaystone, waystone, type Ran } from './support/waystone.js';

const workflowFile = 'src/review.workflow.ts';

/** Makes the workflow wrong: a task that is not awaited. */
async function breakWorkflow(cwd: string): Promise<void> {
  const text = await readFile(join(cwd, workflowFile), 'utf8');
  await writeFile(
    join(cwd, workflowFile),
    text.replace('const published = await this.publish(paper, sources);', "this.publish(paper, sources);\n    const published = '';"),
  );
}

test('build writes the generated folder, and a second one changes nothing', async () => {
  const cwd = await project();
  const first = await waystone(['build'], { cwd });
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^✓ 2 workflows \(review, slow\): wrote 5 files in src\/generated \(.*s\)\n$/);
  expect((await readdir(join(cwd, 'src/generated'))).toSorted()).toEqual([
    'index.ts',
    'review.code.ts',
    'review.graph.ts',
    'slow.code.ts',
    'slow.graph.ts',
  ]);
  const second = await waystone(['build'], { cwd });
  expect(second.out).toMatch(/^✓ 2 workflows \(review, slow\): up to date \(.*s\)\n$/);
});

test('build --json tells what it did', async () => {
  const cwd = await project();
  const { out } = await waystone(['build', '--json'], { cwd });
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    workflows: ['review', 'slow'],
    written: expect.arrayContaining(['src/generated/index.ts', 'src/generated/review.code.ts', 'src/generated/review.graph.ts']),
    deleted: [],
    diagnostics: [],
    durationMs: expect.any(Number),
  });
});

test('mistakes are reported with their place, and nothing is written', async () => {
  const cwd = await project();
  await breakWorkflow(cwd);
  const ran = await waystone(['build'], { cwd });
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toMatch(/^src\/review\.workflow\.ts:\d+:\d+ error \w+\n/);
  expect(ran.err).toContain('Fix:');
  await expect(readdir(join(cwd, 'src/generated'))).rejects.toMatchObject({ code: 'ENOENT' });
  const { code, out } = await waystone(['build', '--json'], { cwd });
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    diagnostics: [{ code: expect.any(String), severity: 'error', file: workflowFile, start: { line: expect.any(Number) } }],
  });
});

test('--check fails when the generated files are not those of the sources, and writes nothing', async () => {
  const cwd = await project();
  const missing = await waystone(['build', '--check'], { cwd });
  expect(missing).toMatchObject({ code: 1, out: '' });
  expect(missing.err).toContain('src/generated/review.graph.ts');
  expect(missing.err).toContain('run: npx waystone build');
  await waystone(['build'], { cwd });
  expect(await waystone(['build', '--check'], { cwd })).toMatchObject({ code: 0 });
  await writeFile(join(cwd, 'src/generated/review.graph.ts'), '');
  expect(await waystone(['build', '--check'], { cwd })).toMatchObject({ code: 1, out: '' });
  expect(await readFile(join(cwd, 'src/generated/review.graph.ts'), 'utf8')).toBe('');
});

test('include and outDir come from the configuration', async () => {
  const cwd = await project();
  await writeFile(
    join(cwd, 'waystone.config.ts'),
    "import { defineConfig } from '@waystone/cli';\nexport default defineConfig({ include: ['src/slow*'], outDir: 'made', cacheDir: '.cache' });\n",
  );
  expect(await waystone(['build'], { cwd: join(cwd, 'src') })).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^✓ 1 workflow \(slow\): wrote 3 files in made /),
  });
  expect((await readdir(join(cwd, 'made'))).toSorted()).toEqual(['index.ts', 'slow.code.ts', 'slow.graph.ts']);
});

test('a project without workflows is told where to write one', async () => {
  const ran = await waystone(['build'], { cwd: await emptyFolder() });
  expect(ran).toMatchObject({ code: 3, out: '' });
  expect(ran.err).toContain('error NO_WORKFLOWS: this project has no workflows; write one in src/<name>.workflow.ts');
});

test('--watch builds again after every change, mistakes included', async () => {
  const cwd = await project();
  const watching = spawnWaystone(['build', '--watch', '--json'], { cwd });
  expect(JSON.parse(await lineWith(watching.stdout, '"ok"'))).toMatchObject({ ok: true });
  await lineWith(watching.stderr, 'watching');
  const good = await readFile(join(cwd, workflowFile), 'utf8');
  await breakWorkflow(cwd);
  expect(JSON.parse(await lineWith(watching.stdout, '"ok"'))).toMatchObject({ ok: false, diagnostics: [{ file: workflowFile }] });
  await writeFile(join(cwd, workflowFile), good);
  expect(JSON.parse(await lineWith(watching.stdout, '"ok"'))).toMatchObject({ ok: true });
  await rm(join(cwd, 'src/slow.workflow.ts'));
  expect(JSON.parse(await lineWith(watching.stdout, '"ok"'))).toMatchObject({
    ok: true,
    workflows: ['review'],
    deleted: ['src/generated/slow.code.ts', 'src/generated/slow.graph.ts'],
  });
  const ended = exitOf(watching);
  watching.kill('SIGINT');
  expect(await ended).toBe(0);
});

test('a build with nothing to do loads no TypeScript', async () => {
  const cwd = await project();
  const preload = new URL('./support/loaded-modules.mjs', import.meta.url).href;
  const build = (): Promise<Ran> => waystone(['build', '--json'], { cwd, env: { NODE_OPTIONS: `--import=${preload}` } });
  const first = await build();
  expect(first.err).toBe('TypeScript was loaded\n');
  expect(JSON.parse(first.out)).toMatchObject({ compiled: [workflowFile, 'src/slow.workflow.ts'] });
  const second = await build();
  expect(second).toMatchObject({ code: 0, err: 'TypeScript was not loaded\n' });
  expect(JSON.parse(second.out)).toMatchObject({ ok: true, workflows: ['review', 'slow'], written: [], compiled: [] });
});

test('builds at once do each other no harm, and leave what later ones take', async () => {
  const cwd = await project();
  const build = (): Promise<Ran> => waystone(['build', '--json'], { cwd });
  for (const { code } of await Promise.all([build(), build(), build()])) expect(code).toBe(0);
  expect(JSON.parse((await build()).out)).toMatchObject({ ok: true, written: [], compiled: [] });
  expect(await readdir(join(cwd, '.cache'))).toHaveLength(1);
});

test('--no-cache takes nothing from earlier builds and leaves nothing', async () => {
  const cwd = await project();
  expect(await waystone(['build', '--no-cache'], { cwd })).toMatchObject({ code: 0 });
  expect(await readdir(cwd)).not.toContain('.cache');
  await waystone(['build'], { cwd });
  const { out } = await waystone(['build', '--no-cache', '--json'], { cwd });
  expect(JSON.parse(out)).toMatchObject({ ok: true, written: [], compiled: [workflowFile, 'src/slow.workflow.ts'] });
});
