/** Emits the generated modules of a build: two per workflow, and the index. */
import type { Sources } from '../1-load/index.js';
import type { LoweredWorkflow } from '../3-lower/index.js';
import { ts } from '../typescript.js';
import { styleOf, type ImportStyle } from './import-paths.js';
import { emitIndex } from './index-module.js';
import { emitWorkflow, type EmittedWorkflow, type ModuleTarget } from './modules.js';

/** A file of the output folder. */
export interface EmittedFile {
  /** Name in the output folder. */
  readonly name: string;
  readonly text: string;
}

export interface Emitted {
  readonly files: readonly EmittedFile[];
  readonly graphs: readonly EmittedWorkflow['graph'][];
}

export function emit(lowered: readonly LoweredWorkflow[], sources: Sources): Emitted {
  const target = targetOf(sources);
  const workflows = lowered.map((workflow) => ({ name: workflow.model.name, ...emitWorkflow(workflow, target) }));
  const files = workflows.flatMap(({ name, graphModule, codeModule }) => [
    { name: `${name}.graph.ts`, text: graphModule },
    { name: `${name}.code.ts`, text: codeModule },
  ]);
  const index = {
    name: 'index.ts',
    text: emitIndex(
      lowered.map(({ model }) => model),
      target,
    ),
  };
  return { files: lowered.length === 0 ? [] : [...files, index], graphs: workflows.map(({ graph }) => graph) };
}

function targetOf({ project, files }: Sources): ModuleTarget {
  const specifiers = files.flatMap(({ statements }) =>
    statements
      .filter((statement) => ts.isImportDeclaration(statement))
      .map(({ moduleSpecifier }) => moduleSpecifier.getText().slice(1, -1)),
  );
  return {
    outDir: project.outDir,
    packageRoot: packageRoot(project.root),
    style: styleOf(specifiers, defaultStyle(project.compilerOptions)),
  };
}

function defaultStyle(options: ts.CompilerOptions): ImportStyle {
  if (options.allowImportingTsExtensions) return 'ts';
  const isNode =
    options.moduleResolution === undefined
      ? (options.module ?? 0) >= ts.ModuleKind.Node16
      : options.moduleResolution >= ts.ModuleResolutionKind.Node16 && options.moduleResolution <= ts.ModuleResolutionKind.NodeNext;
  return isNode && options.module !== ts.ModuleKind.Preserve && options.module !== ts.ModuleKind.ESNext ? 'js' : 'none';
}

function packageRoot(folder: string): string {
  const found = ts.findConfigFile(folder, (file) => ts.sys.fileExists(file), 'package.json');
  return found ? found.slice(0, found.lastIndexOf('/')) : folder;
}
