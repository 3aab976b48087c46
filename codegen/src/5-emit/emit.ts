/** Emits the generated modules of a build: two per workflow, and the index. */
import type { Graph } from '@waystone/core/graph';
import type { Sources } from '../1-load/index.js';
import type { WorkflowModel } from '../2-analyze/index.js';
import type { LoweredWorkflow } from '../3-lower/index.js';
import { ts } from '../typescript.js';
import { styleOf, type ImportStyle } from './import-paths.js';
import { emitIndex } from './index-module.js';
import { emitWorkflow, type ModuleTarget } from './modules.js';

/** A file of the output folder. */
export interface EmittedFile {
  /** Name in the output folder. */
  readonly name: string;
  readonly text: string;
}

/** What is made of one workflow. */
export interface EmittedWorkflow {
  readonly graph: Graph;
  /** The modules of its graph and of its code. */
  readonly files: readonly EmittedFile[];
}

export interface Emitted {
  readonly files: readonly EmittedFile[];
  readonly graphs: readonly Graph[];
}

/** Emits workflows, by name of their file and by position. */
export function emitWorkflows(lowered: readonly LoweredWorkflow[], sources: Sources): ReadonlyMap<string, readonly EmittedWorkflow[]> {
  const target = targetOf(sources);
  const emitted = new Map<string, EmittedWorkflow[]>();
  for (const workflow of lowered) {
    const { fileName } = workflow.model.file;
    emitted.set(fileName, [...(emitted.get(fileName) ?? []), emitFiles(workflow, target)]);
  }
  return emitted;
}

function emitFiles(workflow: LoweredWorkflow, target: ModuleTarget): EmittedWorkflow {
  const { graph, graphModule, codeModule } = emitWorkflow(workflow, target);
  const { name } = workflow.model;
  return {
    graph,
    files: [
      { name: `${name}.graph.ts`, text: graphModule },
      { name: `${name}.code.ts`, text: codeModule },
    ],
  };
}

/** All that a build emits: the workflows of all files, and the index of them. */
export function emitTogether(
  models: readonly WorkflowModel[],
  emitted: ReadonlyMap<string, readonly EmittedWorkflow[]>,
  sources: Sources,
): Emitted {
  const workflows = sources.files.flatMap(({ fileName }) => emitted.get(fileName) ?? []);
  const index = { name: 'index.ts', text: emitIndex(models, targetOf(sources)) };
  return {
    files: workflows.length === 0 ? [] : [...workflows.flatMap(({ files }) => files), index],
    graphs: workflows.map(({ graph }) => graph),
  };
}

/** Where modules are emitted to, and how they refer to others. */
export function targetOf({ project, files }: Sources): ModuleTarget {
  const specifiers = files.flatMap(({ statements }) =>
    statements
      .filter((statement) => ts.isImportDeclaration(statement))
      .map(({ moduleSpecifier }) => moduleSpecifier.getText().slice(1, -1)),
  );
  return {
    outDir: project.outDir,
    packageRoot: project.packageRoot,
    style: styleOf(specifiers, defaultStyle(project.compilerOptions)),
  };
}

function defaultStyle(options: ts.CompilerOptions): ImportStyle {
  if (options.allowImportingTsExtensions || options.rewriteRelativeImportExtensions) return 'ts';
  const isNode =
    options.moduleResolution === undefined
      ? (options.module ?? 0) >= ts.ModuleKind.Node16
      : options.moduleResolution >= ts.ModuleResolutionKind.Node16 && options.moduleResolution <= ts.ModuleResolutionKind.NodeNext;
  return isNode && options.module !== ts.ModuleKind.Preserve && options.module !== ts.ModuleKind.ESNext ? 'js' : 'none';
}
