/**
 * Errors for people and for programs. An expected error is its code and its message, which says what to do next; an
 * unexpected one keeps its stack, because it is a bug of somebody's.
 */
import { WaystoneError } from '@waystone/core';
import { AuthorsError } from '../errors.js';
import { formatJson } from './json.js';
import type { Sink } from './terminal.js';
import { authorsFrames } from './stack.js';
import { indent } from './table.js';
import { block, errorLine, oneLine } from './value.js';

/** Writes an error, as text or as `{ "error": { code, message, … } }`. */
export function reportError(sink: Sink, error: unknown, json: boolean): void {
  sink.line(json ? formatJson({ error: describe(error) }) : readable(sink, error));
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { code: 'UNEXPECTED', message: String(error) };
  if (error instanceof WaystoneError) return { code: error.code, message: error.message, retryable: error.retryable, ...causeOf(error) };
  return { code: codeOf(error) ?? 'UNEXPECTED', message: error.message, stack: error.stack };
}

function causeOf({ cause }: Error): { readonly cause?: unknown } {
  return cause === undefined ? {} : { cause };
}

function readable(sink: Sink, error: unknown): string {
  if (!(error instanceof Error)) return `${sink.paint(['red', 'bold'], 'error')}: ${String(error)}`;
  const code = codeOf(error);
  const title = sink.paint(['red', 'bold'], code === undefined ? 'error' : `error ${code}`);
  const message = error instanceof WaystoneError ? error.message : (error.stack ?? errorLine(error));
  return [`${title}: ${message}`, ...(error instanceof AuthorsError ? wholeCause(sink, error.cause) : causeLines(sink, error.cause))].join(
    '\n',
  );
}

/** Its stack as far as it is the author's, and its fields. A value that is no error stands in the message already. */
function wholeCause(sink: Sink, cause: unknown): readonly string[] {
  return typeof cause === 'object' && cause !== null ? [indent(authorsFrames(block(sink, cause)))] : [];
}

function causeLines(sink: Sink, cause: unknown): readonly string[] {
  if (cause === undefined) return [];
  const line = sink.paint('dim', `  cause: ${oneLine(cause)}`);
  return cause instanceof Error ? [line, ...causeLines(sink, cause.cause)] : [line];
}

function codeOf(error: Error): string | undefined {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' ? code : undefined;
}
