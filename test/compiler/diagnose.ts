/** The diagnostics of workflow files, found as a build finds them. */
import type { Sources } from '../../codegen/src/1-load/index.js';
import { analyze } from '../../codegen/src/2-analyze/index.js';
import { lower } from '../../codegen/src/3-lower/index.js';
import { checkLowered, checkModels } from '../../codegen/src/4-check/index.js';
import { Diagnostics, type Diagnostic } from '../../codegen/src/diagnostics/index.js';

export function diagnosticsOf(sources: Sources): Diagnostic[] {
  const diagnostics = new Diagnostics();
  const models = analyze(sources);
  const sound = checkModels(sources, models, diagnostics);
  const lowered = sound.map((model) => lower(model, sources.checker, diagnostics));
  checkLowered(sources, lowered, diagnostics);
  return diagnostics.all();
}
