/** Diagnostics for those who show them. */
export type { Diagnostic } from './diagnostic.js';
export { diagnosticJson, formatDiagnostic, formatDiagnostics, type DiagnosticJson, type FormatOptions } from './format.js';
export type { Place } from './place.js';
