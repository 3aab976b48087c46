/**
 * Errors for people and for programs. An expected error is its code and its message, which says what to do next; an
 * unexpected one keeps its stack, because it is a bug of somebody's.
 */
import { WaystoneError } from '@waystone/core';
import { formatJson } from './json.js';
import type { Sink } from './terminal.js';
import { errorLine } from './value.js';

/** Writes an error, as text or as `{ "error": { code, message, … } }`. */
export function reportError(sink: Sink, error: unknown, json: boolean): void {
  sink.line(json ? formatJson({ error: describe(error) }) : readable(sink, error));
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { code: 'UNEXPECTED', message: String(error) };
  if (error instanceof WaystoneError) return { code: error.code, message: error.message, retryable: error.retryable };
  return { code: codeOf(error) ?? 'UNEXPECTED', message: error.message, stack: error.stack };
}

function readable(sink: Sink, error: unknown): string {
  if (!(error instanceof Error)) return `${sink.paint(['red', 'bold'], 'error')}: ${String(error)}`;
  const code = codeOf(error);
  const title = sink.paint(['red', 'bold'], code === undefined ? 'error' : `error ${code}`);
  const message = error instanceof WaystoneError ? error.message : (error.stack ?? errorLine(error));
  return [`${title}: ${message}`, ...causeLines(sink, error.cause)].join('\n');
}

function causeLines(sink: Sink, cause: unknown): readonly string[] {
  return cause instanceof Error ? [sink.paint('dim', `  cause: ${errorLine(cause)}`), ...causeLines(sink, cause.cause)] : [];
}

function codeOf(error: Error): string | undefined {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' ? code : undefined;
}
