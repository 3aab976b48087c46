/** Both forms of decorators leave the same metadata, and leave the methods as they are. */
import * as core from '@waystone/core';
import { defaultWorkflowName, formerly, join, loop, signal, task, workflow, fork } from '@waystone/core';
import { markedMethodsOf, markerOf, workflowOptionsOf } from '@waystone/core/runtime';
import { ts } from '@ts-morph/common';
import { describe, expect, test } from 'vitest';

@formerly('earlier')
@workflow({ name: 'sample' })
class Legacy {
  @formerly('open') readonly approval = signal<string>();
  @formerly('pay') @task({ timeout: '1s' }) async charge(n: number): Promise<number> {
    return n * 2;
  }
  @fork() async both(): Promise<[number, number]> {
    return join([this.charge(1), this.charge(2)]);
  }
  @loop({ maxIterations: 3 }) async repeat(): Promise<void> {}
  async run(): Promise<number> {
    return this.charge(4);
  }
}

const standardSource = `
  import { fork, formerly, join, loop, signal, task, workflow } from '@waystone/core';
  @formerly('earlier')
  @workflow({ name: 'sample' })
  export class Standard {
    @formerly('open') approval = signal();
    @formerly('pay') @task({ timeout: '1s' }) async charge(n) { return n * 2; }
    @fork() async both() { return join([this.charge(1), this.charge(2)]); }
    @loop({ maxIterations: 3 }) async repeat() {}
    async run() { return this.charge(4); }
  }`;

/** The class as TypeScript emits TC39 decorators. */
function compileStandard(): typeof Legacy {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, experimentalDecorators: false };
  const { outputText } = ts.transpileModule(standardSource, { compilerOptions });
  const exported: { Standard?: typeof Legacy } = {};
  // oxlint-disable-next-line no-new-func, no-implied-eval -- the runner of the tests has only the legacy form
  new Function('require', 'exports', outputText)(() => core, exported);
  if (exported.Standard === undefined) throw new Error('the class was not compiled');
  return exported.Standard;
}

describe.each([
  ['legacy', Legacy],
  ['TC39', compileStandard()],
])('%s decorators', (_form, Sample) => {
  test('mark the class', () => expect(workflowOptionsOf(Sample)).toEqual({ name: 'sample' }));

  test('mark the methods', () => {
    expect([...markedMethodsOf(Sample)]).toEqual([
      ['charge', { kind: 'task', options: { timeout: '1s' } }],
      ['both', { kind: 'fork' }],
      ['repeat', { kind: 'loop', options: { maxIterations: 3 } }],
    ]);
  });

  test('leave the class as plain code', async () => {
    const sample = new Sample();
    expect(await sample.run()).toBe(8);
    expect(await sample.both()).toEqual([2, 4]);
    expect(sample.charge.name).toBe('charge');
  });

  test('leave what is not marked alone', () => {
    expect(markerOf(Sample.prototype.run)).toBeUndefined();
    expect(workflowOptionsOf(class Other {})).toBeUndefined();
  });
});

test('marked methods are inherited, and what overrides them wins', () => {
  class Derived extends Legacy {
    @task({ timeout: '2s' }) override async charge(n: number): Promise<number> {
      return n;
    }
  }
  expect(markedMethodsOf(Derived).get('charge')).toEqual({ kind: 'task', options: { timeout: '2s' } });
  expect(markedMethodsOf(Derived).get('both')).toEqual({ kind: 'fork' });
});

test.each([
  ['OrderWorkflow', 'order'],
  ['BigOrderWorkflow', 'big-order'],
  ['HTTPImportWorkflow', 'http-import'],
  ['Order2Workflow', 'order2'],
  ['Workflow', 'workflow'],
  ['Plain', 'plain'],
])('class %s is workflow %s', (className, name) => expect(defaultWorkflowName(className)).toBe(name));
