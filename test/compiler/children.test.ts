/** What the graph and the modules of a parent say of its children, and what not. */
import { afterAll, describe, expect, test } from 'vitest';
import { SampleProject } from './support/sample-project.js';

const project = new SampleProject();
afterAll(() => project.remove());

function childText(body: string, options = ''): string {
  return `
import { child, sleep, workflow } from '@waystone/core';
import * as parents from './sample.workflow.js';

@workflow(${options})
export class PageWorkflow {
  async run(url: string): Promise<string> {
    ${body}
  }
}
`;
}

const parent = `
import { child, workflow } from '@waystone/core';
import { PageWorkflow } from './page.workflow.js';

@workflow()
export class Sample {
  async run(urls: readonly string[]): Promise<string[]> {
    const pages: string[] = [];
    for (const url of urls) pages.push(await child(PageWorkflow, url, { id: url }));
    return pages;
  }
}
`;

function build(page: string) {
  project.write('src/page.workflow.ts', page);
  project.write('src/sample.workflow.ts', parent);
  const { ok, diagnostics, graphs } = project.builder.rebuild([
    project.path('src/page.workflow.ts'),
    project.path('src/sample.workflow.ts'),
  ]);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(ok).toBe(true);
  return graphs;
}

function hashOf(page: string, workflow: string): string | undefined {
  return build(page).find((graph) => graph.workflow === workflow)?.hash;
}

describe('a parent', () => {
  const plain = childText('return url;');

  test('has the same graph whatever its child does', () => {
    const changed = childText("await sleep('1s'); return url;");
    expect(hashOf(changed, 'sample')).toBe(hashOf(plain, 'sample'));
    expect(hashOf(changed, 'page')).not.toBe(hashOf(plain, 'page'));
  });

  test('has another graph if its child is another workflow', () => {
    expect(hashOf(childText('return url;', "{ name: 'sheet' }"), 'sample')).not.toBe(hashOf(plain, 'sample'));
  });

  test('refers to the graph of its child, and loads its code when it is asked to; they may start each other', () => {
    build(childText('return url === "" ? url : (await child(parents.Sample, [url])).join();'));
    const code = project.read('src/generated/sample.code.ts');
    expect(code).toContain("import { graph as pageChildGraph } from './page.graph.js';");
    expect(code).toContain("page: { graph: pageChildGraph, load: () => import('./page.code.js') }");
    expect(code).not.toMatch(/^import .*page\.code/m);
    expect(project.read('src/generated/page.code.ts')).toContain(
      "sample: { graph: sampleChildGraph, load: () => import('./sample.code.js') }",
    );
    expect(project.read('src/generated/page.graph.ts')).not.toContain('code');
  });
});
