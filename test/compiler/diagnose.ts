/** The diagnostics of workflow files, found as a build finds them. */
import type { Sources } from '../../codegen/src/1-load/index.js';
import { analyze } from '../../codegen/src/2-analyze/index.js';
import { checkModels } from '../../codegen/src/4-check/index.js';
import { Diagnostics, type Diagnostic } from '../../codegen/src/diagnostics/index.js';

export function diagnosticsOf(sources: Sources): Diagnostic[] {
  const diagnostics = new Diagnostics();
  checkModels(sources, analyze(sources), diagnostics);
  return diagnostics.all();
}
