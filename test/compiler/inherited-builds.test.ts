/** Builds of workflows that inherit from other files: whatever changes there is noticed, and errors there are reported there. */
import { existsSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBuilder } from '@waystone/codegen';
import { SampleProject } from './support/sample-project.js';

const root = `import { flow, signal, task } from '@waystone/core';

export const limit = 3;

export abstract class Root {
  readonly go = signal<number>();

  @task({ timeout: '10s' })
  async get(key: number): Promise<number> {
    return key;
  }

  @flow()
  async twice(key: number): Promise<number> {
    return (await this.get(key)) + limit;
  }
}
`;

const middle = `import { flow } from '@waystone/core';
import { Root } from './root.js';

export abstract class Middle extends Root {
  @flow()
  override async twice(key: number): Promise<number> {
    return 2 * (await super.twice(key));
  }
}
`;

function leaf(name: string): string {
  return `import { workflow } from '@waystone/core';
import { Middle } from './middle.js';

@workflow()
export class ${name} extends Middle {
  async run(input: number) {
    return await this.twice(input);
  }
}
`;
}

let project: SampleProject;
beforeEach(() => {
  project = new SampleProject();
  project.write('src/root.ts', root);
  project.write('src/middle.ts', middle);
  project.write('src/other.workflow.ts', leaf('Other'));
  expect(project.build(leaf('Order'))).toMatchObject({ ok: true, diagnostics: [] });
});
afterEach(() => project.remove());

function change(name: string, from: string, to: string): void {
  const before = project.read(name);
  expect(before).toContain(from);
  project.write(name, before.replace(from, to));
}

function names(files: readonly string[]): string[] {
  return files.map((file) => file.split('/').at(-1) ?? '').toSorted();
}

const edits = [
  ['the policy of a task', 'src/root.ts', "timeout: '10s'", "timeout: '20s'"],
  ['a flow', 'src/root.ts', '+ limit', '- limit'],
  ['a flow of a class in between', 'src/middle.ts', '2 *', '3 *'],
  ['a constant', 'src/root.ts', 'limit = 3', 'limit = 4'],
  ['one more signal', 'src/root.ts', 'readonly go', 'readonly stop = signal<string>();\n  readonly go'],
  ['a remark', 'src/middle.ts', '@flow()', '/** Doubled. */\n  @flow()'],
] as const;

describe.each(edits)('%s', (_what, file, from, to) => {
  test('is a difference to a check, for every workflow that inherits it', () => {
    expect(createBuilder({ root: project.root }).build({ check: true })).toMatchObject({ ok: true });
    change(file, from, to);
    const checked = createBuilder({ root: project.root }).build({ check: true });
    expect(checked.ok).toBe(false);
    expect(names(checked.written)).toEqual(expect.arrayContaining(['order.graph.ts', 'other.graph.ts']));
  });

  test('is built by a watch that is told of that file alone', () => {
    change(file, from, to);
    const rebuilt = project.builder.rebuild([project.path(file)]);
    expect(names(rebuilt.written)).toEqual(expect.arrayContaining(['order.graph.ts', 'other.graph.ts']));
    expect(createBuilder({ root: project.root }).build({ check: true })).toMatchObject({ ok: true });
  });
});

test('the generated module names every file that it was made from, with its hash', () => {
  const graph = project.read('src/generated/order.graph.ts');
  const files = [...graph.matchAll(/file: '([^']+)'/g)].map(([, file]) => file);
  expect(files).toEqual(['src/sample.workflow.ts', 'src/middle.ts', 'src/root.ts']);
});

test('files of constants that the graph holds are among them, and no others', () => {
  project.write('src/limits.ts', 'export const retries = { attempts: 4 };\nexport const most = 5;\nexport const exact = { most };\n');
  project.write('src/stages.ts', "export enum Stage { New = 'new' }\nexport const unused = 1;\n");
  project.write('src/used.ts', 'export const label = (n: number): string => String(n);\n');
  const text = `import { status, task, workflow } from '@waystone/core';
import { exact, retries } from './limits.js';
import { Stage } from './stages.js';
import { label } from './used.js';

const most = exact.most * 2;

@workflow()
export class Order {
  readonly stage = status(Stage.New);

  @task({ retry: retries })
  async get(key: number): Promise<number> {
    return key;
  }

  async run(input: number) {
    return input > most ? label(input) : await this.get(input);
  }
}
`;
  expect(project.build(text).diagnostics.map(({ problem }) => problem)).toEqual([]);
  const files = [...project.read('src/generated/order.graph.ts').matchAll(/file: '([^']+)'/g)].map(([, file]) => file);
  expect(files).toEqual(['src/sample.workflow.ts', 'src/limits.ts', 'src/stages.ts']);
});

test('where code came from shows in the source map, file by file', () => {
  const code = project.read('src/generated/order.code.ts');
  const json = Buffer.from(/base64,(\S+)$/m.exec(code)?.[1] ?? '', 'base64').toString();
  const map = new SourceMap(JSON.parse(json));
  const lines = code.split('\n');
  const origin = (text: string): { readonly source: string; readonly text: string | undefined } => {
    const line = lines.findIndex((each) => each.includes(text));
    const entry = map.findEntry(line, (lines[line] ?? '').indexOf(text));
    if (!('originalSource' in entry)) throw new Error(`nothing is known of ${text}`);
    const source = entry.originalSource.replace(/^\.\.\//, 'src/');
    return { source, text: project.read(source).split('\n')[entry.originalLine]?.slice(entry.originalColumn) };
  };
  expect(origin('+ limit')).toMatchObject({ source: 'src/root.ts', text: ' + limit;' });
  expect(origin('2 * ')).toMatchObject({ source: 'src/middle.ts', text: expect.stringMatching(/^2 \* /) });
});

test('mistakes stand where they were made, once however many workflows inherit them', () => {
  change('src/root.ts', 'return (await this.get(key)) + limit;', 'this.get(key);\n    return limit;');
  const { ok, diagnostics } = project.builder.rebuild([project.path('src/root.ts')]);
  expect(ok).toBe(false);
  expect(diagnostics.map(({ code, place }) => [code, names([place.file.fileName])[0]])).toEqual([['call_not_awaited', 'root.ts']]);
});

test('errors of TypeScript in a file that is inherited from are passed on', () => {
  change('src/middle.ts', '2 * (', "2 * ('two' as number) * (");
  const { ok, diagnostics } = project.builder.rebuild([project.path('src/middle.ts')]);
  expect(ok).toBe(false);
  expect(diagnostics.map(({ code, place }) => [code, names([place.file.fileName])[0]])).toEqual([['typescript_error', 'middle.ts']]);
});

test('a name that the module of a base class does not export is asked for there', () => {
  project.write('src/root.ts', root.replace('export const limit = 3;', "const limit = Number('3');"));
  const { diagnostics } = project.builder.rebuild([project.path('src/root.ts')]);
  expect(diagnostics.map(({ code, place }) => [code, names([place.file.fileName])[0]])).toEqual([['name_not_exported', 'root.ts']]);
});

test('a base class that moves to another file changes no graph', () => {
  const before = project.builder.build().graphs.map(({ hash }) => hash);
  project.write('src/all.ts', `${root}\n${middle.replace(/^import .*\n/gm, '')}`);
  for (const file of ['src/sample.workflow.ts', 'src/other.workflow.ts']) change(file, './middle.js', './all.js');
  const moved = project.builder.build();
  expect(moved.graphs.map(({ hash }) => hash)).toEqual(before);
  expect(existsSync(project.path('src/generated/order.code.ts'))).toBe(true);
});
