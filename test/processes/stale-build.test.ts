/** A build that is not that of the source: a worker refuses to start, and says what to run. It never runs something else. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { run } from '../package/run.js';
import { buildProject, copyProject, program, removeProject } from './support/project.js';

let built: string;
let project: string;
let source: string;

beforeAll(async () => {
  built = await copyProject('failing');
  await buildProject(built);
});
afterAll(() => removeProject(built));
beforeEach(async () => {
  project = await copyProject(built);
  source = join(project, 'src/order.workflow.ts');
  onTestFinished(() => removeProject(project));
});

/** Runs the project's program; gives what it complained of, or `''` if it did its work. */
async function start(cwd = project): Promise<string> {
  const values = [join(project, 'dist/main.js'), join(project, 'found.json')];
  const child = spawn(process.execPath, values, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return code === 0 ? '' : complaint;
}

test('a source that was edited after the build is named with the command, from wherever the program is started', async () => {
  expect(await start()).toBe('');
  await appendFile(source, '\n// a remark\n');
  for (const folder of [project, '/']) {
    const complaint = await start(folder);
    expect(complaint).toContain('STALE_BUILD');
    expect(complaint).toContain('src/order.workflow.ts');
    expect(complaint).toContain('npx waystone build');
  }
  await buildProject(project);
  expect(await start()).toBe('');
});

test('a file with a class that the workflow extends is one of its sources', async () => {
  const base = join(project, 'src/noting.ts');
  const task = '  @task({ retry: { attempts: 1 } })\n  async note(text: string): Promise<string> {\n    return text;\n  }\n';
  await writeFile(base, `import { task } from '@waystone/core';\n\nexport abstract class Base {\n${task}}\n`);
  const before = await readFile(source, 'utf8');
  const derived = before.replace('class OrderWorkflow {', 'class OrderWorkflow extends Base {');
  await writeFile(source, derived.replace("'@waystone/core';", "'@waystone/core';\nimport { Base } from './noting.js';"));
  await buildProject(project);
  expect(await start()).toBe('');
  await writeFile(base, (await readFile(base, 'utf8')).replace('attempts: 1', 'attempts: 2'));
  const complaint = await start();
  expect(complaint).toContain('STALE_BUILD');
  expect(complaint).toContain('src/noting.ts');
});

test('line ends that a checkout changes are no edit', async () => {
  await writeFile(source, (await readFile(source, 'utf8')).replaceAll('\n', '\r\n'));
  expect(await start()).toBe('');
});

test('a file of the same name in the working directory of another project is not its source', async () => {
  const other = await copyProject(built);
  onTestFinished(() => removeProject(other));
  await appendFile(join(other, 'src/order.workflow.ts'), '// another workflow');
  expect(await start(other)).toBe('');
});

test('where only what was built is deployed, nothing is refused', async () => {
  await rm(join(project, 'src'), { recursive: true });
  expect(await start()).toBe('');
});

test('a generated folder that was deleted does not load, and the import says which', async () => {
  await rm(join(project, 'dist/generated'), { recursive: true });
  const complaint = await start();
  expect(complaint).toContain('ERR_MODULE_NOT_FOUND');
  expect(complaint).toContain('generated/index.js');
});

test('code of another build than the graph is refused', async () => {
  const graph = join(project, 'src/generated/order.graph.ts');
  const before = await readFile(graph, 'utf8');
  await writeFile(source, (await readFile(source, 'utf8')).replace("where === 'flow'", "where !== 'task'"));
  await run(program('waystone'), ['build'], project);
  await writeFile(graph, before);
  await run(program('tsc'), [], project);
  expect(await start()).toContain('STALE_BUILD');
});

test.each([
  [
    'a class that was decorated and never built',
    "import { workflow } from '@waystone/core';\n@workflow() class Never { async run() {} }\n",
  ],
  ['a class that is not even decorated', 'class Never { async run() {} }\n'],
])('%s is refused with the command', async (_what, declaration) => {
  await writeFile(
    join(project, 'src/main.ts'),
    `import { Worker } from '@waystone/engine';\nimport { sqlite } from '@waystone/engine/sqlite';\n${declaration}` +
      "await new Worker({ store: sqlite(':memory:'), workflows: [new Never() as never] }).start();\n",
  );
  await run(program('tsc'), [], project);
  const complaint = await start();
  expect(complaint).toContain('WORKFLOW_NOT_BUILT');
  expect(complaint).toContain("'Never'");
  expect(complaint).toContain('npx waystone build');
});
