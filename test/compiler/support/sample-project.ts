/**
 * A project in a temporary folder with one workflow file, built again for every text of it. Later builds reuse what
 * the first one loaded, as a watch does.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBuilder, formatDiagnostics, type Builder, type BuildOptions, type BuildResult } from '@waystone/codegen';
import type { Graph } from '@waystone/core/graph';

const repository = join(import.meta.dirname, '../../..');

const core = join(repository, 'packages/core/src');

/** Compiler options of projects outside of the repository. */
export const sampleOptions: Readonly<Record<string, unknown>> = {
  target: 'ES2023',
  module: 'NodeNext',
  strict: true,
  experimentalDecorators: true,
  types: ['node'],
  typeRoots: [join(repository, 'node_modules/@types')],
  paths: { '@waystone/core': [join(core, 'index.ts')], '@waystone/core/*': [join(core, '*/index.ts')] },
};

export class SampleProject {
  readonly root = mkdtempSync(join(tmpdir(), 'waystone-sample-'));
  readonly builder: Builder;

  constructor(compilerOptions: Record<string, unknown> = {}) {
    mkdirSync(join(this.root, 'src'));
    this.write('package.json', '{ "type": "module" }');
    this.write('tsconfig.json', JSON.stringify({ compilerOptions: { ...sampleOptions, ...compilerOptions }, include: ['src'] }));
    this.builder = createBuilder({ root: this.root });
  }

  path(name: string): string {
    return join(this.root, name);
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** Writes a workflow file and builds. */
  build(text: string, options: BuildOptions = {}, name = 'src/sample.workflow.ts'): BuildResult {
    this.write(name, text);
    return this.builder.rebuild([this.path(name)], options);
  }

  /** The graph of a text that must be accepted. */
  graphOf(text: string): Graph {
    const { ok, diagnostics, graphs } = this.build(text);
    if (!ok || !graphs[0]) throw new Error(formatDiagnostics(diagnostics, { root: this.root }));
    return graphs[0];
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
