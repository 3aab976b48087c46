/** Mistakes do not hide one another: what one file, class or method has wrong is reported beside what others have. */
import { rmSync } from 'node:fs';
import type { Diagnostic } from '@waystone/codegen';
import { afterAll, expect, test } from 'vitest';
import { SampleProject } from '../support/sample-project.js';

const project = new SampleProject();
afterAll(() => project.remove());

const imports = "import { branch, flow, fork, join, loop, signal, task, workflow } from '@waystone/core';\n";

/** A workflow whose members stand on the lines after its own. */
function workflow(name: string, ...members: readonly string[]): string {
  return [
    '@workflow()',
    `export class ${name} {`,
    '@task() async get(key: unknown): Promise<number> { return Number(key); }',
    ...members,
    '}',
  ].join('\n');
}

const sound = 'async run() { return await this.get(1); }';
/** Shows only once it is lowered. */
const lateMistake = 'async run() { const make = () => 1; await this.get(1); return make(); }';

function diagnosticsOf(classes: readonly string[]): readonly Diagnostic[] {
  const { ok, diagnostics } = project.build(`${imports}${classes.join('\n')}`);
  expect(ok).toBe(diagnostics.every(({ severity }) => severity === 'warning'));
  return diagnostics;
}

function codes(...classes: readonly string[]): readonly string[] {
  return diagnosticsOf(classes).map(({ code }) => code);
}

/** Codes, each with the text at its place. */
function marked(...classes: readonly string[]): readonly string[] {
  return diagnosticsOf(classes).map(({ code, place: { file, start, length } }) => `${code}: ${file.text.slice(start, start + length)}`);
}

test('of a flow and of `run`, also what shows only once it is lowered', () => {
  const wrongFlow = '@flow() async later(first: number, second: number) { this.get(first); return second; }';
  const run = 'async run() { const make = () => 1; await this.later(1, 2); return make(); }';
  expect(marked(workflow('Order', wrongFlow, run))).toEqual(['call_not_awaited: this.get(first)', 'value_not_storable: make']);
});

test('of a flow that only a wrong one calls', () => {
  const run = 'async run() { this.get(1); await this.later(1, { two: 2 }); }';
  const flow =
    '@flow() async later(first: number, { two }: { readonly two: number }) { const make = () => two; await this.get(first); return make(); }';
  expect(marked(workflow('Order', run, flow))).toEqual(['call_not_awaited: this.get(1)', 'value_not_storable: make']);
});

test('of forks, branches and loops beside wrong ones', () => {
  const wrong = [
    '@fork() async both() { return await this.get(1); }',
    '@branch() async decide(risk: number) { if (risk > 1) return await this.get(2); }',
    '@loop({ maxIterations: 3 }) async turn() { await this.get(3); }',
  ];
  const run = 'async run() { const make = () => 1; await this.both(); await this.decide(1); await this.turn(); return make(); }';
  expect(codes(workflow('Order', ...wrong, run))).toEqual([
    'fork_without_join',
    'branch_without_return',
    'loop_not_single',
    'value_not_storable',
  ]);
});

test('of flows that call one another in a circle', () => {
  const circle = [
    '@flow() async one() { await this.two(); const make = () => 1; await this.get(1); make(); }',
    '@flow() async two() { await this.one(); }',
  ];
  expect(codes(workflow('Order', sound, ...circle)).toSorted()).toEqual(['flow_recursive', 'value_not_storable']);
});

test('of every class', () => {
  expect(codes(workflow('Order', lateMistake), workflow('Return', 'async run() { this.get(1); }'), workflow('Other', lateMistake))).toEqual(
    ['value_not_storable', 'call_not_awaited', 'value_not_storable'],
  );
});

test('of methods and classes beside those in which TypeScript finds errors', () => {
  const untyped = '@flow() async later() { const count: string = 1; return count; }';
  expect(codes(workflow('Order', untyped, lateMistake), workflow('Other', lateMistake))).toEqual([
    'typescript_error',
    'value_not_storable',
    'value_not_storable',
  ]);
});

test('of what stands inside a mistake of ours', () => {
  expect(marked(workflow('Order', 'async run() { this.get(missing); return await Promise.resolve(absent); }'))).toEqual([
    'call_not_awaited: this.get(missing)',
    'typescript_error: missing',
    'await_not_durable: Promise.resolve(absent)',
    'typescript_error: absent',
  ]);
});

test('but not what follows from a mistake', () => {
  expect(
    codes(
      workflow(
        'Order',
        '@task() async load(): Promise<() => number> { return () => 1; }',
        'async run() { const make = await this.load(); await this.get(1); make(); }',
      ),
    ),
  ).toEqual(['type_not_storable']);
});

test('of files beside one that cannot be parsed', () => {
  project.write('src/broken.workflow.ts', `${imports}${workflow('Broken', 'async run() { return await this.get(1; }')}`);
  const { diagnostics } = project.build(`${imports}${workflow('Order', lateMistake)}`);
  rmSync(project.path('src/broken.workflow.ts'));
  expect(diagnostics.map(({ code, place }) => `${place.file.fileName.split('/').at(-1)} ${code}`)).toEqual([
    'broken.workflow.ts typescript_error',
    'sample.workflow.ts value_not_storable',
  ]);
});

test('and warnings do not fail a build', () => {
  expect(codes(workflow('Order', 'readonly go = signal<number>();', 'async run() { return await this.go.receive(); }'))).toEqual([
    'signal_without_timeout',
  ]);
});
