/**
 * Stacks of what the kit throws: they lead to the line of the test that called it, and tell of the kit itself only if it has a bug.
 */
import { WaystoneError } from '@waystone/core';
import { isOurs } from '../worker/trace.js';

const frame = /^\s+at /;
const placeOf = /\(?(?<file>(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*?):(?<row>\d+):\d+\)?$/;

/** Awaits what a test has called; an error that it throws has that call at the end of its stack. */
export async function calledFrom<T>(code: () => Promise<T>): Promise<T> {
  const here: { stack?: string } = {};
  Error.captureStackTrace(here, calledFrom);
  try {
    return await code();
  } catch (error) {
    if (error instanceof Error && Object.isExtensible(error)) setStack(error, here.stack ?? '');
    throw error;
  }
}

function setStack(error: Error, caller: string): void {
  const lines = (error.stack ?? `${error.name}: ${error.message}`).split('\n');
  const firstFrame = lines.findIndex((line) => frame.test(line));
  const head = firstFrame < 0 ? lines : lines.slice(0, firstFrame);
  const frames = firstFrame < 0 ? [] : lines.slice(firstFrame);
  // Whatever else was thrown in the engine is a bug of it.
  const own = error instanceof WaystoneError ? frames.filter(isForeign) : frames;
  const callers = caller.split('\n').filter((line) => frame.test(line) && isForeign(line));
  const leadsThere = own.some((line) => lineOf(line) === lineOf(callers[0] ?? ''));
  const value = [...head, ...own, ...(leadsThere ? [] : callers)].join('\n');
  Object.defineProperty(error, 'stack', { value, configurable: true, writable: true, enumerable: false });
}

/** Of the test, or of what it uses. What is in no file is of Node. */
function isForeign(line: string): boolean {
  const file = placeOf.exec(line)?.groups?.['file'];
  return file !== undefined && !line.includes('node:') && !isOurs(file.replace(/^file:\/\//, ''));
}

/** File and line of a frame. An error knows where it was awaited, a call where it was made. */
function lineOf(line: string): string | undefined {
  const { file, row } = placeOf.exec(line)?.groups ?? {};
  return file && `${file}:${row}`;
}
