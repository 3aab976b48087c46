/** The compiler of Waystone: decorated classes in, continuation graphs out. */
export type { ProjectOptions } from './1-load/index.js';
export { build, createBuilder, type Builder, type BuildOptions, type BuildResult } from './build.js';
export {
  diagnosticJson,
  formatDiagnostic,
  formatDiagnostics,
  type Diagnostic,
  type DiagnosticJson,
  type FormatOptions,
  type Place,
} from './diagnostics/index.js';
