/** Errors of TypeScript are passed on with their own place and number; what the author's compiler decides for itself is not. */
import { afterEach, expect, test } from 'vitest';
import { SampleProject } from '../support/sample-project.js';
import { diagnosticJson } from '@waystone/codegen';

let project: SampleProject | undefined;
afterEach(() => project?.remove());

function diagnosticsOf(body: string, compilerOptions: Record<string, unknown> = {}, head = '') {
  project = new SampleProject(compilerOptions);
  const { root, build } = { root: project.root, build: project.build.bind(project) };
  const { ok, diagnostics } = build(`import { task, workflow } from '@waystone/core';
${head}
@workflow()
export class OrderWorkflow {
  @task() async get(key: number): Promise<number> {
    return key;
  }

  async run(input: number) {
    ${body}
  }
}
`);
  return { ok, found: diagnostics.map((diagnostic) => diagnosticJson(diagnostic, { root })) };
}

test('an error keeps its place and number', () => {
  const { ok, found } = diagnosticsOf('const text: string = input;\n    return await this.get(text);');
  expect(ok).toBe(false);
  expect(found).toEqual([
    expect.objectContaining({
      code: 'typescript_error',
      file: 'src/sample.workflow.ts',
      start: { line: 10, column: 11 },
      end: { line: 10, column: 15 },
      problem: "Type 'number' is not assignable to type 'string' (TS2322)",
    }),
    expect.objectContaining({ start: { line: 11, column: 27 }, problem: expect.stringContaining('(TS2345)') as string }),
  ]);
});

test('a mistake of syntax is one, and hides nothing of the configuration', () => {
  const { found } = diagnosticsOf('return await this.get(;', { lib: ['ES1999'] });
  expect(found.map(({ problem }) => /TS\d+/.exec(problem)?.[0])).toEqual(expect.arrayContaining(['TS1005', 'TS6046']));
});

test('options that a newer TypeScript has, or deprecates, are left to the compiler of the author', () => {
  const { ok, found } = diagnosticsOf('return await this.get(input);', {
    ofTomorrow: true,
    module: 'ESNext',
    moduleResolution: 'node10',
    baseUrl: '.',
  });
  expect({ ok, found }).toEqual({ ok: true, found: [] });
});

test('imports that are not found are reported once each, beside what is wrong in flows', () => {
  const { found } = diagnosticsOf('this.get(1);\n    return price(input);', {}, "import { price } from './prices.js';");
  expect(found.map(({ code, start }) => `${start.line} ${code}`)).toEqual(['2 typescript_error', '10 call_not_awaited']);
});

test('what was generated before, or was not yet, keeps nobody from building', () => {
  const head = "import { clients } from './generated/index.js';";
  const task = 'async start(store: never): Promise<void> { await clients(store).invoice.start(1); }';
  const first = diagnosticsOf(`return await this.get(input);\n  }\n\n  @task() ${task}\n\n  plain(): number {\n    return 1;`, {}, head);
  expect(first).toEqual({ ok: true, found: [] });
  // There is an index now, and no `invoice` in it.
  expect(project?.builder.build().ok).toBe(true);
  const wrong = diagnosticsOf('const text: string = input;\n    return await this.get(Number(text));', {}, head);
  expect(wrong.found.map(({ code }) => code)).toEqual(['typescript_error']);
});
