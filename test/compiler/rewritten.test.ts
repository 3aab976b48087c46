/** Every accepted program, laid out in another style or with other names for all its locals, is the same graph. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, formatDiagnostics } from '@waystone/codegen';
import type { Graph } from '@waystone/core/graph';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findProject, Loader } from '../../codegen/src/1-load/index.js';
import { reformatted, withOtherLocals } from './identity/rewrite.js';
import { programNames } from './support/programs.js';

// Three builds of all programs.
vi.setConfig({ hookTimeout: 240_000 });

const repository = join(import.meta.dirname, '../..');
const roots: string[] = [];
let before: ReadonlyMap<string, Graph>;
let otherStyle: ReadonlyMap<string, Graph>;
let otherLocals: ReadonlyMap<string, Graph>;

/** A copy of all programs, with what they import. */
function copy(): string {
  const root = mkdtempSync(join(tmpdir(), 'waystone-rewritten-'));
  roots.push(root);
  cpSync(join(import.meta.dirname, 'accept'), join(root, 'accept'), { recursive: true });
  cpSync(join(import.meta.dirname, 'support'), join(root, 'support'), { recursive: true });
  rmSync(join(root, 'accept/generated'), { recursive: true, force: true });
  const paths = {
    '@waystone/core': [join(repository, 'packages/core/src/index.ts')],
    '@waystone/core/*': [join(repository, 'packages/core/src/*/index.ts')],
  };
  const typeRoots = [join(repository, 'node_modules/@types')];
  const compilerOptions = { composite: false, noEmit: true, noFallthroughCasesInSwitch: false, typeRoots, paths };
  writeFileSync(join(root, 'accept/tsconfig.json'), JSON.stringify({ extends: join(repository, 'tsconfig.base.json'), compilerOptions }));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  return join(root, 'accept');
}

function sourcesIn(root: string): readonly string[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(root, name));
}

function graphsOf(root: string): ReadonlyMap<string, Graph> {
  const { ok, diagnostics, graphs } = build({ root, include: ['*/*.workflow.ts'], outDir: 'generated' });
  if (!ok) throw new Error(formatDiagnostics(diagnostics, { root }));
  return new Map(graphs.map((graph) => [graph.workflow, graph]));
}

async function inOtherStyle(): Promise<string> {
  const root = copy();
  for (const file of sourcesIn(root)) writeFileSync(file, await reformatted(readFileSync(file, 'utf8')));
  return root;
}

function underOtherNames(): string {
  const root = copy();
  const { program, checker } = new Loader().load(findProject({ root, include: ['*/*.workflow.ts'], outDir: 'generated' }));
  for (const name of sourcesIn(root)) {
    const file = program.getSourceFile(name);
    if (file) writeFileSync(name, withOtherLocals(file, checker));
  }
  return root;
}

beforeAll(async () => {
  before = graphsOf(copy());
  otherStyle = graphsOf(await inOtherStyle());
  otherLocals = graphsOf(underOtherNames());
});
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

test('no program got lost on the way', () => {
  expect(before.size).toBeGreaterThanOrEqual(programNames().length);
  expect([...otherStyle.keys()]).toEqual([...before.keys()]);
  expect([...otherLocals.keys()]).toEqual([...before.keys()]);
});

describe.each(programNames())('%s', (name) => {
  test('is the same graph in another style', () => expect(otherStyle.get(name)?.hash).toBe(before.get(name)?.hash));
  test('is the same graph with other locals', () => expect(otherLocals.get(name)?.hash).toBe(before.get(name)?.hash));
});
