/** The builds that the compilers of a process share: one at a time, each of the sources as they are. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildsOf } from '../../packages/unplugin/src/builds.js';

let project: string;

beforeEach(async () => {
  const home = join(import.meta.dirname, 'generated');
  await mkdir(home, { recursive: true });
  project = await mkdtemp(join(home, 'builds-'));
  await cp(join(import.meta.dirname, 'project'), project, { recursive: true });
  await writeFile(join(project, 'package.json'), '{ "type": "module" }');
});
afterEach(() => rm(project, { recursive: true, force: true }));

const workflowFile = () => join(project, 'src/greeting.workflow.ts');

async function edit(from: string, to: string): Promise<void> {
  await writeFile(workflowFile(), (await readFile(workflowFile(), 'utf8')).replace(from, to));
}

test('two compilers that begin together share a build; one that comes later gets its own', async () => {
  const [one, other] = await Promise.all([buildsOf(project), buildsOf(project)]);
  expect(one).toBe(other);
  const [first, second] = await Promise.all([one.refresh(), other.refresh()]);
  expect(first).toBe(second);
  expect(first.ok).toBe(true);
  expect(first.written).toHaveLength(3);
  const later = await one.refresh();
  expect(later).not.toBe(first);
  expect(later.written).toEqual([]);
});

test('a build sees what has changed since the one before, and what that one had to refuse', async () => {
  const builds = await buildsOf(project);
  expect((await builds.refresh()).inputs).toContain(workflowFile());
  await edit('await this.greet', 'this.greet');
  const refused = await builds.refresh();
  expect(refused.diagnostics.map(({ code }) => code)).toEqual(['call_not_awaited']);
  expect(await builds.refresh()).toMatchObject({ ok: false });
  await edit('this.greet(', 'await this.greet(');
  expect(await builds.refresh()).toMatchObject({ ok: true, diagnostics: [] });
});

test('a configuration that cannot be read is read again', async () => {
  await writeFile(join(project, 'waystone.config.json'), '{ "outDir": 7 }');
  await expect(buildsOf(project)).rejects.toThrow('`outDir` must be a text');
  await writeFile(join(project, 'waystone.config.json'), '{ "outDir": "src/made" }');
  const builds = await buildsOf(project);
  expect((await builds.refresh()).outDir).toBe(join(project, 'src/made'));
});
