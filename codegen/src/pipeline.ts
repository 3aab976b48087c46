/** The whole path of a build, from sources to generated modules. */
import type { Sources } from './1-load/index.js';
import { analyze } from './2-analyze/index.js';
import { lower, type LoweredWorkflow } from './3-lower/index.js';
import { checkLowered, checkModels } from './4-check/index.js';
import { emit, type Emitted } from './5-emit/index.js';
import { Diagnostics, type Diagnostic } from './diagnostics/index.js';

export interface Compilation {
  readonly diagnostics: readonly Diagnostic[];
  /** Absent if a diagnostic is an error. */
  readonly emitted?: Emitted;
}

export function compile(sources: Sources): Compilation {
  const { lowered, diagnostics } = diagnose(sources);
  if (diagnostics.hasErrors) return { diagnostics: diagnostics.all() };

  return { diagnostics: diagnostics.all(), emitted: emit(lowered, sources) };
}

/** Everything up to what is to be emitted, and all that is wrong. */
export function diagnose(sources: Sources): { readonly lowered: readonly LoweredWorkflow[]; readonly diagnostics: Diagnostics } {
  const diagnostics = new Diagnostics();
  const models = analyze(sources);
  const { sound, parts } = checkModels(sources, models, diagnostics);
  const lowered = sound.map((model) => lower(model, sources.checker, diagnostics));
  const looked = parts.map((model) => lower(model, sources.checker, diagnostics));
  checkLowered(sources, [...lowered, ...looked], diagnostics);
  return { lowered, diagnostics };
}
