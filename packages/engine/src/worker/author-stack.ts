/**
 * Stacks that name the author's file and line, whatever compiled it: frames are traced through the source maps on disk
 * (the toolchain's, then the one inside the generated module); frames of the engine are left out.
 *
 * Runs only when a failure is recorded. A map that is missing or broken leaves the frame as it is.
 */
import { isOurs, trace, type Traced } from './trace.js';

const generatedModule = /\.code\.[cm]?[jt]s$/;
const frame = /^(?<indent>\s+at )(?:(?<called>.*) \()?(?<url>(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*?):(?<line>\d+):(?<column>\d+)\)?$/;

/** The same error with the author's stack, its causes and collected errors included. `workflow` is the name of the author's class. */
export function withAuthorStack(error: unknown, workflow: string, seen = new Set<unknown>()): unknown {
  if (!(error instanceof Error) || seen.has(error)) return error;
  seen.add(error);
  if (typeof error.stack === 'string') setStack(error, authorStack(error.stack, workflow));
  withAuthorStack(error.cause, workflow, seen);
  if (error instanceof AggregateError) for (const each of error.errors) withAuthorStack(each, workflow, seen);
  return error;
}

function setStack(error: Error, stack: string): void {
  if (stack === error.stack || !Object.isExtensible(error)) return;
  Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true, enumerable: false });
}

/** What is below the author's last frame is how the engine came to call it. */
function authorStack(stack: string, workflow: string): string {
  const lines = stack.split('\n').map((line) => authorLine(line, workflow));
  const kept = lines.filter((line) => line !== undefined);
  if (kept.length === lines.length) return kept.join('\n');
  return kept.slice(0, kept.findLastIndex((line) => frame.test(line) || !isFrame(line)) + 1).join('\n');
}

/** Node's own frames and those of built-in functions have no file. */
function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}

/** `undefined`: a frame of the engine. */
function authorLine(line: string, workflow: string): string | undefined {
  const found = frame.exec(line)?.groups;
  if (!found) return line;
  const { indent = '', url = '' } = found;
  const place = trace({ url, line: Number(found['line']), column: Number(found['column']) });
  if (isOurs(place.file)) return undefined;
  const called = methodOf(found['called'], workflow, place);
  const where = `${place.file}:${place.line}:${place.column}`;
  return called === undefined ? `${indent}${where}` : `${indent}${called} (${where})`;
}

/**
 * Code between waits is named by its point, `run/decide/then`; the author's name for it stands in the map of the generated
 * module. Functions within it keep their names.
 */
function methodOf(called: string | undefined, workflow: string, { passed, name = 'run' }: Traced): string | undefined {
  const point = /^(?:[\w$]+\.)?run(?<rest>\/\S*)?(?: \[as [^\]]*\])?$/.exec(called ?? '');
  if (!point) return called;
  // A toolchain that knows the map of the generated module has traced the place already, but leaves the name.
  const isGenerated = point.groups?.['rest'] !== undefined || passed.some((file) => generatedModule.test(file));
  return isGenerated ? `${workflow}.${name}` : called;
}
