/** The reference of diagnostics in the terminal, and diagnostics in the forms that editors and GitHub read. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCatalogue } from '@waystone/codegen/catalogue';
import { expect, test } from 'vitest';
import { emptyFolder, project } from './support/project.js';
import { waystone } from './support/waystone.js';

const messages = readCatalogue().flatMap((chapter) => chapter.messages);

test('explain prints what the reference says of a code', async () => {
  const cwd = await emptyFolder();
  const { code, out, err } = await waystone(['explain', 'call_not_awaited'], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toBe(`call_not_awaited error
\`‹call›\` is called without \`await\`, so the flow would go on before it has ended.

Fix: Write \`await ‹call›(…)\`, or make it a lane of \`join([…])\`.

Each wait is a node of the graph. Work that nobody waits for would have no place in it.

Rejected:

  async run(order: Order) {
    this.charge(order);
  }

Accepted:

  async run(order: Order) {
    await this.charge(order);
  }
`);
});

test('explain knows every code, however it is written, and lists them all', async () => {
  const cwd = await emptyFolder();
  const { out } = await waystone(['explain'], { cwd });
  for (const { code } of messages) expect(out).toMatch(new RegExp(`^${code} `, 'm'));
  const listed = JSON.parse((await waystone(['explain', '--json'], { cwd })).out) as readonly { readonly code: string }[];
  expect(listed.map(({ code }) => code)).toEqual(messages.map(({ code }) => code));
  const one = await waystone(['explain', 'Task-Waits', '--json'], { cwd });
  expect(JSON.parse(one.out)).toMatchObject({ code: 'task_waits', severity: 'error', problem: expect.stringContaining('‹task›') });
});

test('explain refuses what is no code', async () => {
  const ran = await waystone(['explain', 'nothing_wrong'], { cwd: await emptyFolder() });
  expect(ran).toMatchObject({ code: 3, out: '' });
  expect(ran.err).toContain("error DIAGNOSTIC_UNKNOWN: there is no diagnostic 'nothing_wrong'; list them with: waystone explain");
  const atRunTime = await waystone(['explain', 'STORE_MISSING'], { cwd: await emptyFolder() });
  expect(atRunTime).toMatchObject({ code: 3, err: expect.stringContaining('codes in capitals are of errors at run time') });
});

const workflowFile = 'src/review.workflow.ts';

/** A project with two mistakes, one of them over two lines. */
async function wrongProject(): Promise<string> {
  const cwd = await project();
  const text = await readFile(join(cwd, workflowFile), 'utf8');
  const wrong = "this.publish(paper, sources);\n    const published = '';\n    await Promise.resolve(\n      1);";
  await writeFile(join(cwd, workflowFile), text.replace('const published = await this.publish(paper, sources);', wrong));
  return cwd;
}

test('build --format json gives an editor all that it shows, and is what --json is', async () => {
  const cwd = await wrongProject();
  const formatted = await waystone(['build', '--format', 'json'], { cwd });
  expect(formatted).toMatchObject({ code: 1, err: '' });
  expect(formatted.out.split('\n')).toHaveLength(2);
  const { diagnostics, ...others } = JSON.parse(formatted.out) as { readonly diagnostics: readonly unknown[] };
  const compiled = expect.arrayContaining([workflowFile]) as unknown;
  expect(others).toEqual({
    schemaVersion: 1,
    ok: false,
    workflows: [],
    compiled,
    written: [],
    deleted: [],
    durationMs: expect.any(Number),
  });
  expect(diagnostics[0]).toEqual({
    code: 'call_not_awaited',
    severity: 'error',
    file: workflowFile,
    start: { line: expect.any(Number), column: 5 },
    end: { line: expect.any(Number), column: 33 },
    problem: '`this.publish` is called without `await`, so the flow would go on before it has ended',
    fix: 'Write `await this.publish(…)`, or make it a lane of `join([…])`',
    reference: 'diagnostics.md#call_not_awaited',
    explain: 'npx waystone explain call_not_awaited',
  });
  expect(diagnostics.length).toBe(2);
  const short = JSON.parse((await waystone(['build', '--json'], { cwd })).out) as object;
  expect({ ...short, compiled, durationMs: 0 }).toEqual({ diagnostics, ...others, compiled, durationMs: 0 });
});

test('build --format json says in JSON also what is wrong with the arguments', async () => {
  const { code, out, err } = await waystone(['build', '--format', 'json', '--wtach'], { cwd: await emptyFolder() });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(JSON.parse(err)).toMatchObject({ error: { code: 'USAGE' } });
});

test('build --format github annotates the lines of the checkout', async () => {
  const cwd = await wrongProject();
  const { code, out, err } = await waystone(['build', '--format', 'github'], { cwd, env: { GITHUB_WORKSPACE: join(cwd, '..') } });
  expect(code).toBe(1);
  expect(err).toContain('Fix: Write `await this.publish(…)`');
  const folder = cwd.split('/').at(-1) ?? '';
  const [first = '', second = ''] = out.split('\n');
  expect(first).toMatch(
    new RegExp(`^::error file=${folder}/src/review\\.workflow\\.ts,line=(\\d+),endLine=\\1,col=5,endColumn=33,title=call_not_awaited::`),
  );
  expect(first).toContain('has ended.%0AWrite `await');
  expect(second).toMatch(/,line=\d+,endLine=\d+,title=await_not_durable::/);
});

test('build with warnings alone is good, in every form', async () => {
  const cwd = await project();
  await writeFile(
    join(cwd, 'src/wait.workflow.ts'),
    `import { signal, workflow } from '@waystone/core';

@workflow()
export class WaitWorkflow {
  readonly go = signal<number>();

  async run() {
    return await this.go.receive();
  }
}
`,
  );
  const text = await waystone(['build'], { cwd });
  expect(text).toMatchObject({ code: 0, out: expect.stringContaining('✓ 3 workflows') });
  expect(text.err).toContain('warning signal_without_timeout');
  expect(await waystone(['build', '--check'], { cwd })).toMatchObject({ code: 0 });
  const github = await waystone(['build', '--format', 'github'], { cwd });
  expect(github.out).toMatch(/^::warning file=src\/wait\.workflow\.ts,/m);
  expect(JSON.parse((await waystone(['build', '--json'], { cwd })).out)).toMatchObject({
    ok: true,
    diagnostics: [{ severity: 'warning' }],
  });
});
