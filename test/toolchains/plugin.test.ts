/** @waystone/unplugin in every bundler: it builds before they bundle and again while they watch, and a mistake is an error of theirs. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { run } from '../package/run.js';
import { start } from './lines.js';
import { makeHome, makeProject } from './scratch.js';

interface Problem {
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Bundle {
  readonly errors: readonly Problem[];
}

let home: string;
beforeAll(async () => {
  home = await makeHome('plugin');
});

const workflowFile = 'src/greeting.workflow.ts';

/** At once: who watches a file that is written later than it is emptied may find nothing in it. */
function edit(project: string, file: string, from: string, to: string): void {
  const path = join(project, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

const forgetAwait = (project: string) => edit(project, workflowFile, 'await this.greet', 'this.greet');

/** The author's file as the bundler names it, the 1-based line, the 0-based column, and what to write instead. */
function expectForgottenAwait({ message, file, line, column }: Problem, project: string): void {
  expect([join(project, workflowFile), workflowFile]).toContain(file);
  expect({ line, column }).toEqual({ line: 12, column: 21 });
  expect(message).toContain('Write `await this.greet(…)`');
}

async function bundleOf(project: string): Promise<string> {
  const files = (await readdir(join(project, 'dist'))).filter((name) => name.endsWith('.js'));
  return (await Promise.all(files.map((name) => readFile(join(project, 'dist', name), 'utf8')))).join('\n');
}

const farewell = `
import { task, workflow } from '@waystone/core';

@workflow()
export class FarewellWorkflow {
  @task() async wave(): Promise<string> {
    return 'Bye';
  }
  async run(): Promise<string> {
    return await this.wave();
  }
}
`;

describe.each(['esbuild', 'rolldown', 'rollup', 'rspack', 'vite', 'webpack'])('%s', (bundler) => {
  test('bundles what the build writes, and no mistake', async () => {
    const project = await makeProject(home, bundler, 'project', 'bundlers');
    await run('node', [`${bundler}.mjs`], project);
    expect(await run('node', ['dist/main.js'], project)).toBe('Hello, dear Ada!\n');

    forgetAwait(project);
    const { status, stdout } = spawnSync('node', [`${bundler}.mjs`], { cwd: project, encoding: 'utf8' });
    expect(status).toBe(1);
    const { errors } = JSON.parse(stdout) as Bundle;
    expect(errors).toHaveLength(1);
    expectForgottenAwait(errors[0]!, project);
  });

  test('builds again when a source or what it imports changes, and when a workflow is new', async () => {
    const project = await makeProject(home, `${bundler}-watching`, 'project', 'bundlers');
    const { until } = start<Bundle>('node', [`${bundler}.mjs`, '--watch'], project);
    await until(({ errors }) => errors.length === 0);

    forgetAwait(project);
    const { errors } = await until(({ errors }) => errors.length > 0);
    expect(errors).toHaveLength(1);
    expectForgottenAwait(errors[0]!, project);

    writeFileSync(join(project, 'src/farewell.workflow.ts'), farewell);
    edit(project, 'src/guest.ts', 'dear', 'good');
    edit(project, workflowFile, 'this.greet(', 'await this.greet(');
    edit(project, 'src/main.ts', 'workflows.greeting(new GreetingWorkflow())', 'workflows.greeting(new GreetingWorkflow()), bye');
    edit(project, 'src/main.ts', 'const store', 'const bye = workflows.farewell(new FarewellWorkflow());\nconst store');
    edit(project, 'src/main.ts', 'const bye', `import { FarewellWorkflow } from './farewell.workflow.js';\nconst bye`);
    const isComplete = async () => {
      const bundle = await bundleOf(project);
      return ['good ', 'wave'].every((sign) => bundle.includes(sign));
    };
    await until(async ({ errors }) => errors.length === 0 && (await isComplete()));
  });
});

interface Said {
  readonly browser?: { readonly type: string; readonly err?: { readonly message: string; readonly loc: Omit<Problem, 'message'> } };
  readonly page?: { readonly workflows?: readonly string[]; readonly message?: string };
}

test('a Vite server shows a mistake in the browser, and runs nothing that is out of date', async () => {
  const project = await makeProject(home, 'vite-server', 'project', 'bundlers');
  const server = start<Said>('node', ['vite-server.mjs'], project);
  await server.until(({ browser }) => browser?.type === 'connected');
  server.ask();
  expect(await server.until(({ page }) => page !== undefined)).toEqual({ page: { workflows: ['greeting'] } });

  forgetAwait(project);
  const { browser } = await server.until(({ browser }) => browser?.type === 'error');
  expectForgottenAwait({ message: browser?.err?.message ?? '', ...browser!.err!.loc }, project);
  server.ask();
  const { page } = await server.until(({ page }) => page !== undefined);
  expect(page?.message).toContain('Write `await this.greet(…)`');

  edit(project, workflowFile, 'this.greet(', 'await this.greet(');
  await server.until(({ browser }) => browser?.type === 'update');
  server.ask();
  expect(await server.until(({ page }) => page !== undefined)).toEqual({ page: { workflows: ['greeting'] } });
});
