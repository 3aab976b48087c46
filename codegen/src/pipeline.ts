/** The whole path of a build, from sources to generated modules. */
import type { Sources } from './1-load/index.js';
import { analyze, type WorkflowModel } from './2-analyze/index.js';
import { lower, type LoweredWorkflow } from './3-lower/index.js';
import { checkLowered, checkModels } from './4-check/index.js';
import { emitTogether, emitWorkflows, type Emitted, type EmittedWorkflow } from './5-emit/index.js';
import { Diagnostics, type Diagnostic } from './diagnostics/index.js';

/** What was found out about a workflow file that has no errors. */
export interface CompiledFile {
  /** By position. */
  readonly workflows: readonly EmittedWorkflow[];
  readonly warnings: readonly Diagnostic[];
}

export interface Compilation {
  readonly diagnostics: readonly Diagnostic[];
  /** What was made of the files that have no errors, without those that were known; by name. */
  readonly workflows: ReadonlyMap<string, readonly EmittedWorkflow[]>;
  /** Absent if a diagnostic is an error. */
  readonly emitted?: Emitted;
}

/** Compiles all workflow files but those that are known. */
export function compile(sources: Sources, known: ReadonlyMap<string, CompiledFile> = new Map()): Compilation {
  const { models, lowered, diagnostics } = diagnose({ ...sources, known: new Set(known.keys()) });
  for (const { warnings } of known.values()) diagnostics.add(...warnings);
  const all = diagnostics.all();
  const workflows = emitWorkflows(withoutErrors(lowered, all), sources);
  if (diagnostics.hasErrors) return { diagnostics: all, workflows };

  const earlier = [...known].map(([file, compiled]) => [file, compiled.workflows] as const);
  return { diagnostics: all, workflows, emitted: emitTogether(models, new Map([...earlier, ...workflows]), sources) };
}

interface Diagnosed {
  readonly models: readonly WorkflowModel[];
  /** The workflows in which no error was found before they were lowered. */
  readonly lowered: readonly LoweredWorkflow[];
  readonly diagnostics: Diagnostics;
}

/** Everything up to what is to be emitted, and all that is wrong. */
export function diagnose(sources: Sources): Diagnosed {
  const diagnostics = new Diagnostics();
  const models = analyze(sources);
  const { sound, parts } = checkModels(sources, models, diagnostics);
  const lowered = sound.map((model) => lower(model, sources.checker, diagnostics));
  const looked = parts.map((model) => lower(model, sources.checker, diagnostics));
  checkLowered(sources, [...lowered, ...looked], diagnostics);
  return { models, lowered, diagnostics };
}

function withoutErrors(lowered: readonly LoweredWorkflow[], diagnostics: readonly Diagnostic[]): readonly LoweredWorkflow[] {
  const wrong = new Set(diagnostics.filter(({ severity }) => severity === 'error').map(({ place }) => place.file.fileName));
  return lowered.filter(({ model }) => !model.lineage.classes.some((declaration) => wrong.has(declaration.getSourceFile().fileName)));
}
