/** What is taken from earlier builds, and what is compiled: counted, not timed. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBuilder, diagnosticJson, type BuildResult } from '@waystone/codegen';
import { buildProject } from '@waystone/codegen/build';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SampleProject } from '../support/sample-project.js';
import { variants } from './variants.js';

let project: SampleProject;

beforeEach(() => {
  project = new SampleProject();
  mkdirSync(project.path('src/base'));
  for (const [name, [text]] of Object.entries(variants)) if (name.endsWith('.ts')) project.write(name, text!);
});

afterEach(() => project.remove());

/** A build as a process of its own would do it. */
async function build(): Promise<BuildResult> {
  return buildProject({ root: project.root, cacheDir: '.cache' });
}

/** What a build said, without the trees that TypeScript made of the files. */
function said({ diagnostics }: BuildResult): readonly object[] {
  return diagnostics.map((diagnostic) => diagnosticJson(diagnostic));
}

function names(files: readonly string[]): readonly string[] {
  return files.map((file) => file.slice(file.lastIndexOf('/') + 1));
}

const all = ['four.workflow.ts', 'one.workflow.ts', 'three.workflow.ts', 'two.workflow.ts'];

test('the first build compiles every file, the second none', async () => {
  const first = await build();
  expect(names(first.compiled)).toEqual(all);
  const second = await build();
  expect(said(second)).toEqual(said(first));
  expect(second).toEqual({ ...first, diagnostics: second.diagnostics, written: [], compiled: [], durationMs: expect.any(Number) });
});

test.each([
  ['a workflow file nobody imports', 'src/four.workflow.ts', ['four.workflow.ts']],
  ['a workflow file that another starts', 'src/one.workflow.ts', ['one.workflow.ts', 'three.workflow.ts']],
  ['a module of one', 'src/rates.ts', ['four.workflow.ts']],
  ['a base class', 'src/base/base.ts', ['two.workflow.ts']],
  ['a declaration that all see', 'src/globals.d.ts', all],
  ['the configuration', 'tsconfig.json', all],
])('after an edit of %s only what may mean something else is compiled', async (_what, edited, compiled) => {
  await build();
  const text = project.read(edited);
  project.write(edited, edited === 'tsconfig.json' ? text.replace('"strict":true', '"strict":false') : `${text}\n// edited\n`);
  expect(names((await build()).compiled)).toEqual(compiled);
  expect((await build()).compiled).toEqual([]);
});

test('a package that comes to be around a base class is noticed', async () => {
  await build();
  project.write('src/base/package.json', '{}');
  expect(await build()).toMatchObject({ ok: false, compiled: [project.path('src/two.workflow.ts')] });
});

test('a file that nobody reads changes nothing', async () => {
  await build();
  project.write('src/unrelated.ts', 'export const unrelated: number = "no number";\n');
  expect((await build()).compiled).toEqual([]);
});

test('a mistake is reported again without compiling, and mended by compiling the file alone', async () => {
  await build();
  const good = project.read('src/four.workflow.ts');
  project.write('src/four.workflow.ts', good.replace('await this.scale(n)', 'this.scale(n)'));
  const wrong = await build();
  expect(wrong).toMatchObject({ ok: false, compiled: [project.path('src/four.workflow.ts')] });
  const again = await build();
  expect(again).toMatchObject({ ok: false, compiled: [] });
  expect(said(again)).toEqual(said(wrong));
  project.write('src/four.workflow.ts', good);
  expect(await build()).toMatchObject({ ok: true, compiled: [project.path('src/four.workflow.ts')] });
});

test('a name that two files have is free again once one of them has changed, though the other one was blamed', async () => {
  await build();
  const good = project.read('src/one.workflow.ts');
  project.write('src/one.workflow.ts', variants['src/one.workflow.ts']![1]!);
  const wrong = await build();
  expect(wrong.diagnostics).toContainEqual(expect.objectContaining({ code: 'workflow_name_taken' }));
  expect(said(await build())).toEqual(said(wrong));
  project.write('src/one.workflow.ts', good);
  expect(await build()).toMatchObject({ ok: true, compiled: expect.not.arrayContaining([project.path('src/two.workflow.ts')]) });
});

test('generated files that were deleted or changed are written again without compiling', async () => {
  await build();
  rmSync(project.path('src/generated/one.graph.ts'));
  project.write('src/generated/two.code.ts', '');
  const again = await build();
  expect(again.compiled).toEqual([]);
  expect(names(again.written)).toEqual(['one.graph.ts', 'two.code.ts']);
});

test('a module that takes the place of another is noticed, though no file has changed', async () => {
  project.write('src/four.workflow.ts', project.read('src/four.workflow.ts').replace('./rates.js', './prices/index.js'));
  mkdirSync(project.path('src/prices'));
  project.write('src/prices/index.d.ts', 'export const rate: number;');
  expect((await build()).ok).toBe(true);
  project.write('src/prices/index.ts', 'export const rate: string = "high";');
  expect(await build()).toMatchObject({ ok: false, compiled: [project.path('src/four.workflow.ts')] });
});

test.each([
  ['empty', () => ''],
  ['cut off', (text: string) => text.slice(0, text.length / 2)],
  ['damaged', (text: string) => text.replace('"name":"one.graph.ts"', '"name":"two.graph.ts"')],
  ['of another compiler', (text: string) => text.replace(/^.*\n/, 'waystone build 0123456789\n')],
  ['something else', () => '{"answers":{}}\n'],
])('a record that is %s is ignored', async (_what, change) => {
  const first = await build();
  const [record] = readdirSync(project.path('.cache'));
  const file = join(project.path('.cache'), record!);
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
  expect(await build()).toMatchObject({ ok: true, graphs: first.graphs, compiled: first.compiled, written: [] });
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('builds go on where nothing can be kept', async () => {
  project.write('.cache', 'no folder');
  expect((await build()).ok).toBe(true);
  expect((await build()).compiled).toHaveLength(4);
});

test('a builder that watches compiles what an edit touches, and keeps what it found before', () => {
  const builder = createBuilder({ root: project.root });
  expect(names(builder.build().compiled)).toEqual(all);
  expect(builder.rebuild([]).compiled).toEqual([]);
  // Saved without a change: what it imports must stay known.
  expect(builder.rebuild([project.path('src/four.workflow.ts')]).compiled).toEqual([]);
  project.write('src/rates.ts', 'export const rate = 4;');
  expect(names(builder.rebuild([project.path('src/rates.ts')]).compiled)).toEqual(['four.workflow.ts']);
  project.write('src/five.workflow.ts', project.read('src/four.workflow.ts').replace('FourWorkflow', 'FiveWorkflow'));
  expect(names(builder.rebuild([project.path('src/five.workflow.ts')]).compiled)).toEqual(['five.workflow.ts']);
});
