/** Builds as authors see them: what is written, left alone, deleted, refused. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SampleProject } from './support/sample-project.js';

function source(name: string, body = 'return await this.get(1);'): string {
  return `import { task, workflow } from '@waystone/core';

@workflow()
export class ${name} {
  @task() async get(key: number): Promise<number> {
    return key;
  }

  async run(input: number) {
    ${body}
  }
}
`;
}

let project: SampleProject;
beforeEach(() => void (project = new SampleProject()));
afterEach(() => project.remove());

function generated(): string[] {
  return existsSync(project.path('src/generated')) ? readdirSync(project.path('src/generated')).toSorted() : [];
}

test('writes two modules per workflow and an index', () => {
  const result = project.build(source('OrderWorkflow'));
  expect(result).toMatchObject({ ok: true, diagnostics: [], deleted: [] });
  expect(generated()).toEqual(['index.ts', 'order.code.ts', 'order.graph.ts']);
  expect(project.read('src/generated/index.ts')).toContain("import type { OrderWorkflow } from '../sample.workflow.js';");
});

test('keeps a property that is called like the one that sets prototypes', () => {
  const body = 'const __proto__ = await this.get(input); await this.get(1); return { __proto__ };';
  expect(project.build(source('OrderWorkflow', body))).toMatchObject({ ok: true });
  expect(project.read('src/generated/order.code.ts')).toContain(`return go('end', { ['__proto__']: frame.__proto__ });`);
});

test('takes it that anything may be absent where types do not tell', () => {
  const loose = new SampleProject({ strictNullChecks: false });
  const body = 'const order: { list: number[] } = JSON.parse("{}"); order.list.push(await this.get(input)); return order.list;';
  expect(loose.build(source('OrderWorkflow', body))).toMatchObject({ ok: true });
  expect(loose.read('src/generated/order.code.ts')).toContain('?? frame.$operand.push;');
  loose.remove();
});

test('writes queue, priority and tags where they are given, and changes no hash by them', () => {
  const graphOf = (text: string): string => {
    expect(project.build(text)).toMatchObject({ ok: true });
    return project.read('src/generated/order.graph.ts');
  };
  const hashOf = (graph: string): string | undefined => /hash: '(\w+)'/.exec(graph)?.[1];
  const plain = graphOf(source('Order'));
  expect(plain).not.toMatch(/queue|priority|tags/);
  const placed = graphOf(
    source('Order')
      .replace('@workflow()', "@workflow({ queue: 'nights', priority: 2 })")
      .replace('@task()', "@task({ tags: ['gpu', 'eu'] })"),
  );
  expect(placed).toMatch(/queue: 'nights'/);
  expect(placed).toMatch(/priority: 2/);
  expect(placed).toMatch(/tags: \[\s*'eu',\s*'gpu',?\s*\]/);
  expect(hashOf(placed)).toBe(hashOf(plain));
  expect(hashOf(plain)).toMatch(/^[\da-f]{64}$/);
});

test('leaves files alone that would not change', () => {
  project.build(source('Order'));
  const before = statSync(project.path('src/generated/order.graph.ts'), { bigint: true }).mtimeNs;
  const again = project.build(source('Order'));
  expect(again.written).toEqual([]);
  expect(statSync(project.path('src/generated/order.graph.ts'), { bigint: true }).mtimeNs).toBe(before);
});

test('writes nothing if there is a mistake, and keeps what was there', () => {
  project.build(source('Order'));
  const before = project.read('src/generated/order.code.ts');
  const result = project.build(source('Order', 'this.get(1); return await this.get(2);'));
  expect(result).toMatchObject({ ok: false, written: [], deleted: [], graphs: [] });
  expect(result.diagnostics.map(({ code }) => code)).toEqual(['call_not_awaited']);
  expect(project.read('src/generated/order.code.ts')).toBe(before);
});

test('deletes the modules of workflows that are no more, and nothing else', () => {
  project.build(source('Order'));
  writeFileSync(project.path('src/generated/own.code.ts'), 'export const mine = 1;');
  const result = project.build(source('Invoice'));
  expect(result.deleted.map((file) => file.split('/').at(-1))).toEqual(['order.code.ts', 'order.graph.ts']);
  expect(generated()).toEqual(['index.ts', 'invoice.code.ts', 'invoice.graph.ts', 'own.code.ts']);
});

test('deletes all modules when the last workflow goes', () => {
  project.build(source('Order'));
  rmSync(project.path('src/sample.workflow.ts'));
  expect(project.builder.build().ok).toBe(true);
  expect(generated()).toEqual([]);
});

test('with check, writes nothing and tells what differs', () => {
  const stale = project.build(source('Order'), { check: true });
  expect(stale.ok).toBe(false);
  expect(stale.written).toHaveLength(3);
  expect(generated()).toEqual([]);
  project.build(source('Order'));
  expect(project.build(source('Order'), { check: true })).toMatchObject({ ok: true, written: [], deleted: [] });
});

test('sees new files, and changes of files that workflows import', () => {
  project.write('src/limits.ts', 'export const limit = { max: 3 };\n');
  const text = source('Order', 'return input > limit.max;').replace(
    "'@waystone/core';",
    "'@waystone/core';\nimport { limit } from './limits.js';",
  );
  expect(project.build(text).ok).toBe(true);
  project.write('src/limits.ts', 'export const limit = { min: 3 };\n');
  const broken = project.builder.rebuild([project.path('src/limits.ts')]);
  expect(broken.diagnostics.map(({ code }) => code)).toEqual(['typescript_error']);
  project.write('src/limits.ts', 'export const limit = { max: 4 };\n');
  expect(project.builder.rebuild([project.path('src/limits.ts')]).ok).toBe(true);
  const second = project.build(source('Invoice'), {}, 'src/second.workflow.ts');
  expect(second.graphs.map(({ workflow }) => workflow)).toEqual(['order', 'invoice'].toSorted().toReversed());
});

test.each([
  [{}, "from './order.graph.js'", "'../sample.workflow.js'"],
  [{ allowImportingTsExtensions: true, noEmit: true }, "from './order.graph.ts'", "'../sample.workflow.ts'"],
  [{ rewriteRelativeImportExtensions: true }, "from './order.graph.ts'", "'../sample.workflow.ts'"],
  [{ module: 'ESNext', moduleResolution: 'bundler' }, "from './order.graph'", "'../sample.workflow'"],
])('imports with the extensions of the project %j', (options, own, authors) => {
  project.remove();
  project = new SampleProject(options);
  project.build(source('Order'));
  expect(project.read('src/generated/order.code.ts')).toContain(own);
  expect(project.read('src/generated/index.ts')).toContain(authors);
});

test('maps every line of copied code to the line of the author', () => {
  const text = source(
    'Order',
    "const first = await this.get(input);\n    const marked = [first].map((value) => {\n      if (value < 0) throw new Error('MARK');\n      return value;\n    });\n    return marked;",
  );
  project.build(text);
  const code = project.read('src/generated/order.code.ts');
  const [, payload = ''] = /base64,(.*)$/m.exec(code) ?? [];
  const map = new SourceMap(JSON.parse(Buffer.from(payload, 'base64').toString()));
  const placeOf = (haystack: string): [line: number, column: number] => {
    const before = haystack.slice(0, haystack.indexOf('throw new Error')).split('\n');
    return [before.length - 1, before.at(-1)?.length ?? 0];
  };
  const entry = map.findEntry(...placeOf(code));
  expect(entry).toMatchObject({ originalSource: '../sample.workflow.ts', originalLine: placeOf(text)[0] });
});

test('says of every class what is wrong, also what shows only once it is lowered', () => {
  const other = source('Other', 'const make = () => input;\n    await this.get(1);\n    return make();').split('\n').slice(2).join('\n');
  const { ok, diagnostics } = project.build(`${source('OrderWorkflow', 'return this.get(1).then((key) => key);')}\n${other}`);
  expect(ok).toBe(false);
  expect(diagnostics.map(({ code }) => code)).toEqual(['promise_chained', 'value_not_storable']);
});

test('says from the file of a workflow where the other one of its name is', () => {
  mkdirSync(project.path('src/billing'));
  project.write('src/billing/order.workflow.ts', source('Order'));
  const { diagnostics } = project.build(source('OrderWorkflow'));
  expect(diagnostics.map(({ problem }) => problem)).toEqual([
    'Two workflows are named `order`; the other one is `Order` in `billing/order.workflow.ts`, line 4',
  ]);
});

test('makes graphs of deeply nested `try` statements that grow with their number', () => {
  const nested = (depth: number): string =>
    depth === 0
      ? 'await this.get(0);'
      : `try { ${nested(depth - 1)} } catch { await this.get(${depth}); } finally { await this.get(-${depth}); }`;
  const sizes = [20, 40].map((depth) => JSON.stringify(project.graphOf(source('OrderWorkflow', `${nested(depth)}\n    return 1;`))).length);
  expect(sizes[1]).toBeLessThan(2.5 * (sizes[0] ?? 0));
});
