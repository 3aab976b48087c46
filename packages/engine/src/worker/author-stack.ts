/**
 * Stacks that name the author's file and line, whatever compiled it: frames are traced through the source maps on disk
 * (the toolchain's, then the one inside the generated module); frames of the engine are left out.
 *
 * Runs only when a failure is recorded. A map that is missing or broken leaves the frame as it is.
 */
import { flowFrames, type FlowPlaces, type Spot } from './flow-frames.js';
import { isOurs, trace, type Traced } from './trace.js';

const generatedModule = /\.code\.[cm]?[jt]s$/;
const frame = /^(?<indent>\s+at )(?:(?<called>.*) \()?(?<url>(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*?):(?<line>\d+):(?<column>\d+)\)?$/;

/** What stacks say of a workflow. */
export interface StackNames {
  /** Of the author's class. */
  readonly name: string;
  /** See `Program.flows`. */
  readonly flows: FlowPlaces;
}

/** The same error with the author's stack, its causes and collected errors included. */
export function withAuthorStack(error: unknown, workflow: StackNames, seen = new Set<unknown>()): unknown {
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
function authorStack(stack: string, workflow: StackNames): string {
  const lines = stack.split('\n').map((line, at, all) => once(authorLines(line, workflow), all[at + 1]));
  const kept = lines.flat();
  if (lines.every((each) => each.length > 0)) return kept.join('\n');
  return kept.slice(0, kept.findLastIndex((line) => frame.test(line) || !isFrame(line)) + 1).join('\n');
}

/** An error that was stored and thrown again, by a lane or a child, names the callers of its flow already. */
function once(lines: readonly string[], next: string | undefined): readonly string[] {
  return lines.length > 1 && lines[1] === next ? lines.slice(0, 1) : lines;
}

/** Node's own frames and those of built-in functions have no file. */
function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}

/** Empty: a frame of the engine. Several: a frame of a flow that others called. */
function authorLines(line: string, workflow: StackNames): readonly string[] {
  const found = frame.exec(line)?.groups;
  if (!found) return [line];
  const { indent = '', url = '', called } = found;
  const place = trace({ url, line: Number(found['line']), column: Number(found['column']) });
  if (isOurs(place.file)) return [];
  return framesAt(place, called, workflow).map(({ method, file, line: row, column }) => {
    const where = `${file}:${row}:${column}`;
    return method === undefined ? `${indent}${where}` : `${indent}${method} (${where})`;
  });
}

/** A frame that is to be printed. */
interface Shown extends Spot {
  readonly method: string | undefined;
}

/**
 * Code between waits is named by its point, `run/decide/then`, or, where Node reads the map of the generated module, as the author
 * named it. Functions within it keep their names.
 */
function framesAt(place: Traced, called: string | undefined, { name, flows }: StackNames): readonly Shown[] {
  const { file, line, column } = place;
  const point = pointOf(called, place);
  const isMethod = point !== undefined || called?.startsWith(`${name}.`) === true;
  const found = isMethod ? flowFrames({ file, line, column }, flows, point) : [];
  if (found.length > 0) return found.map((each) => ({ ...each, method: `${name}.${each.method}` }));
  return [{ file, line, column, method: point === undefined ? called : `${name}.run` }];
}

/** The point that a frame is of; `undefined`: it is of no code between waits, or Node names it as the author does. */
function pointOf(called: string | undefined, { passed }: Traced): string | undefined {
  const point = /^(?:[\w$]+\.)?(?<id>run(?<rest>\/\S*)?)(?: \[as [^\]]*\])?$/.exec(called ?? '')?.groups;
  // A toolchain that knows the map of the generated module has traced the place already, but leaves the name.
  const isGenerated = point?.['rest'] !== undefined || passed.some((each) => generatedModule.test(each));
  return isGenerated ? point?.['id'] : undefined;
}
