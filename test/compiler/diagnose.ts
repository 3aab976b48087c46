/** The diagnostics of workflow files, found as a build finds them. */
import type { Sources } from '../../codegen/src/1-load/index.js';
import type { Diagnostic } from '../../codegen/src/diagnostics/index.js';
import { diagnose } from '../../codegen/src/pipeline.js';

export function diagnosticsOf(sources: Sources): Diagnostic[] {
  return diagnose(sources).diagnostics.all();
}
