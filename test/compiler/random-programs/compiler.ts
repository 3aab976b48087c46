/**
 * Compiles random programs, many in one project, so that they share the cost of a TypeScript program, and loads them
 * without writing what was generated.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync, type Options } from '@swc/core';
import * as core from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import * as runtime from '@waystone/core/runtime';
import { findProject, Loader } from '../../../codegen/src/1-load/index.js';
import type { Diagnostic } from '../../../codegen/src/diagnostics/index.js';
import type { Emitted } from '../../../codegen/src/5-emit/index.js';
import { compile, type Compilation } from '../../../codegen/src/pipeline.js';
import type { AcceptedProgram } from '../support/programs.js';
import type { WorkflowClass } from '../support/run-plainly.js';

const repository = join(import.meta.dirname, '../../..');
const sources = join(repository, 'packages/core/src');

export type Compiled = { readonly text: string } & (
  | { readonly refusedFor: readonly Diagnostic[] }
  | {
      /** The generated module. */
      readonly code: string;
      readonly graph: Graph;
      /** Loads the class and the generated module. @throws what the modules throw, syntax errors included. */
      readonly load: () => Omit<AcceptedProgram, 'cases'>;
    }
);

const libraryText = readFileSync(join(import.meta.dirname, 'library.ts'), 'utf8');

const compilerOptions = {
  target: 'ES2023',
  lib: ['ES2024'],
  module: 'NodeNext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  experimentalDecorators: true,
  skipLibCheck: true,
  types: ['node'],
  typeRoots: [join(repository, 'node_modules/@types')],
  paths: { '@waystone/core': [join(sources, 'index.ts')], '@waystone/core/*': [join(sources, '*/index.ts')] },
};

/** A module that programs import by `./<name>.js`. */
export interface Library {
  readonly name: string;
  readonly text: string;
  readonly exports: object;
}

export class RandomProject {
  readonly #root = mkdtempSync(join(tmpdir(), 'waystone-random-'));
  readonly #loader = new Loader();
  readonly #libraries: readonly Library[];

  /** @param libraries What programs may import. Default: the library of random programs. */
  constructor(libraries: readonly Library[] = [ofRandomPrograms]) {
    this.#libraries = libraries;
    mkdirSync(this.#path('src'));
    writeFileSync(this.#path('package.json'), '{ "type": "module" }');
    writeFileSync(this.#path('tsconfig.json'), JSON.stringify({ compilerOptions }));
    for (const { name, text } of libraries) writeFileSync(this.#path(`src/${name}.ts`), text);
  }

  #path(name: string): string {
    return join(this.#root, name);
  }

  /** Compiles workflow modules, each by itself: what is refused in one does not touch the others. */
  compile(texts: readonly string[]): Compiled[] {
    const files = texts.map((_, index) => this.#path(`src/program${index}.workflow.ts`));
    for (const [index, file] of files.entries()) writeFileSync(file, texts[index]!);
    this.#loader.forget(files);
    const loaded = this.#loader.load({ ...findProject({ root: this.#root }), workflowFiles: files });
    return loaded.files.map((file) => compiledFrom(file, compile({ ...loaded, files: [file] }), this.#libraries));
  }

  remove(): void {
    rmSync(this.#root, { recursive: true });
  }
}

function compiledFrom(
  { text, fileName }: { readonly text: string; readonly fileName: string },
  { diagnostics, emitted }: Compilation,
  libraries: readonly Library[],
): Compiled {
  if (!emitted) return { text, refusedFor: diagnostics };
  const code = codeOf(emitted, 0);
  return { text, code, graph: emitted.graphs[0]!, load: () => load({ text, name: basename(fileName, '.ts'), emitted }, libraries) };
}

/** The generated module of a workflow, by its place in the file. */
function codeOf({ files }: Emitted, index: number): string {
  return files.filter(({ name }) => name.endsWith('.code.ts'))[index]!.text;
}

interface Source {
  readonly text: string;
  readonly name: string;
  readonly emitted: Emitted;
}

/** The program comes first in its file; the others are what it starts. */
function load({ text, name, emitted }: Source, libraries: readonly Library[]): Omit<AcceptedProgram, 'cases'> {
  const imported = (prefix: string) => Object.fromEntries(libraries.map(({ name, exports }) => [`${prefix}${name}.js`, exports]));
  const author = evaluate(text, { '@waystone/core': core, ...imported('./') });
  const classes = new Map(Object.entries(author).map(([name, value]) => [core.defaultWorkflowName(name), value as WorkflowClass]));
  const modules: Record<string, object> = {
    '@waystone/core': core,
    '@waystone/core/runtime': runtime,
    ...imported('../'),
    [`../${name}.js`]: author,
  };
  for (const graph of emitted.graphs) modules[`./${graph.workflow}.graph.js`] = { graph };
  const family = emitted.graphs.map(({ workflow }, index) => {
    const generated = evaluate(codeOf(emitted, index), modules);
    modules[`./${workflow}.code.js`] = generated;
    return { Class: classes.get(workflow)!, program: generated['program'] as runtime.Program };
  });
  return { ...family[0]!, family };
}

const swcOptions: Options = {
  swcrc: false,
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, useDefineForClassFields: true },
    target: 'es2022',
  },
  module: { type: 'commonjs' },
};

/** What a module exports, given what it imports. */
function evaluate(text: string, modules: Readonly<Record<string, object>>): Record<string, unknown> {
  const exported: Record<string, unknown> = {};
  const run = compileFunction(transformSync(text, swcOptions).code, ['exports', 'require']) as (
    exports: object,
    require: (name: string) => object | undefined,
  ) => void;
  run(exported, (name) => modules[name]);
  return exported;
}

/** Once for all programs. */
const ofRandomPrograms: Library = { name: 'library', text: libraryText, exports: evaluate(libraryText, { '@waystone/core': core }) };
