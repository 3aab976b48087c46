/**
 * Stacks that name the author's file and line, whatever compiled it: a frame in generated code is traced through the
 * source maps on disk (the toolchain's, then the one inside the generated module); frames of the engine are left out.
 *
 * Runs only when a failure is recorded. A map that is missing or broken leaves the frame as it is.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';

interface Place {
  readonly file: string;
  readonly line: number;
  /** 1-based, as stacks print it. */
  readonly column: number;
}

const generatedModule = /\.code\.[cm]?[jt]s$/;
const engineFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const frame = /^(?<indent>\s+at )(?:(?<called>.*) \()?(?<file>(?:file:\/\/)?[^()]+?):(?<line>\d+):(?<column>\d+)\)?$/;

/** The same error with the author's stack, its causes and collected errors included. */
export function withAuthorStack(error: unknown, seen = new Set<unknown>()): unknown {
  if (!(error instanceof Error) || seen.has(error)) return error;
  seen.add(error);
  if (typeof error.stack === 'string') setStack(error, authorStack(error.stack));
  withAuthorStack(error.cause, seen);
  if (error instanceof AggregateError) for (const each of error.errors) withAuthorStack(each, seen);
  return error;
}

function setStack(error: Error, stack: string): void {
  if (stack === error.stack || Object.isFrozen(error)) return;
  Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true, enumerable: false });
}

function authorStack(stack: string): string {
  return stack
    .split('\n')
    .map(authorLine)
    .filter((line) => line !== undefined)
    .join('\n');
}

/** `undefined`: a frame of the engine. */
function authorLine(line: string): string | undefined {
  const found = frame.exec(line)?.groups;
  if (!found) return line;
  const named = found['file'] ?? '';
  const file = named.startsWith('file:') ? fileURLToPath(named) : named;
  if (file.startsWith(engineFolder)) return undefined;
  const called = methodOf(found['called']);
  if (!generatedModule.test(file) && called === found['called']) return line;
  const place = trace({ file, line: Number(found['line']), column: Number(found['column']) });
  const where = `${place.file}:${place.line}:${place.column}`;
  return called === undefined ? `${found['indent']}${where}` : `${found['indent']}${called} (${where})`;
}

/** Code between waits is named by its point, `OrderWorkflow.run/decide/then`; what the author wrote is `run`. */
function methodOf(called: string | undefined): string | undefined {
  return called?.replace(/^(?<owner>[^./]*\.)?(?<method>[^./]+)\/\S*(?: \[as [^\]]*\])?$/, '$<owner>$<method>');
}

function trace(place: Place): Place {
  let at = place;
  while (generatedModule.test(at.file)) {
    const before = traceOnce(at);
    if (!before) return at;
    at = before;
  }
  return at;
}

const maps = new Map<string, TraceMap | undefined>();

function traceOnce({ file, line, column }: Place): Place | undefined {
  if (!maps.has(file)) maps.set(file, readMap(file));
  const map = maps.get(file);
  const original = map && originalPositionFor(map, { line, column: column - 1 });
  if (!original || original.source === null) return undefined;
  return { file: fileURLToPath(original.source), line: original.line, column: original.column + 1 };
}

function readMap(file: string): TraceMap | undefined {
  try {
    const reference = [...readFileSync(file, 'utf8').matchAll(/^\/\/# sourceMappingURL=(\S+)$/gm)].at(-1)?.[1];
    if (reference === undefined) return undefined;
    const data = /^data:[^,]*;base64,(.*)$/.exec(reference)?.[1];
    const text =
      data === undefined ? readFileSync(resolve(dirname(file), decodeURI(reference)), 'utf8') : Buffer.from(data, 'base64').toString();
    return new TraceMap(text, pathToFileURL(file).href);
  } catch {
    return undefined;
  }
}
