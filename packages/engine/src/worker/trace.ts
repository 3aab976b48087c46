/**
 * Traces places in compiled files back to what they were compiled from, through the source maps on disk.
 *
 * Always: a map is read only for the file that it belongs to. A toolchain that makes no maps of its own keeps the
 * comment with the map of the generated module, which says of which file it is.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';

export interface Traced {
  /** Path of the file, or its URL if it is none. */
  readonly file: string;
  readonly line: number;
  /** 1-based, as stacks print it. */
  readonly column: number;
  /** All files on the way, the compiled one first. */
  readonly passed: readonly string[];
}

/** Where a stack says that something happened. `url` may be a path. */
interface Printed {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** Compiled files, and the modules that the build step generates, which bring their map with them. */
const compiled = /\.[cm]?js$|\.code\.[cm]?ts$/;
/** A bundle, what it was made of, the generated module, the author's file. */
const longestWay = 4;

export function trace({ url, line, column }: Printed): Traced {
  let at: Traced = { file: pathOf(url), line, column, passed: [pathOf(url)] };
  for (let steps = 0; steps < longestWay && compiled.test(at.file) && !isLibrary(at.file); steps += 1) {
    const before = traceOnce(at);
    if (!before) break;
    at = before;
  }
  return at;
}

function isLibrary(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file) || isOurs(file);
}

function traceOnce({ file, line, column, passed }: Traced): Traced | undefined {
  const map = mapOf(file);
  const original = map && originalPositionFor(map, { line, column: column - 1 });
  if (!original || original.source === null) return undefined;
  const source = pathOf(original.source);
  return { file: source, line: original.line, column: original.column + 1, passed: [...passed, source] };
}

function pathOf(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

const maps = new Map<string, TraceMap | undefined>();

function mapOf(file: string): TraceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(file));
  return maps.get(file);
}

function readMap(file: string): TraceMap | undefined {
  try {
    const comments = [...readFileSync(file, 'utf8').matchAll(/^\/\/# sourceMappingURL=(\S+)$/gm)];
    const reference = comments.at(-1)?.[1];
    if (reference === undefined) return undefined;
    const url = new URL(reference, pathToFileURL(file));
    const text = url.protocol === 'data:' ? decode(url.href) : readFileSync(url, 'utf8');
    const map = new TraceMap(text, url.protocol === 'data:' ? pathToFileURL(file).href : url.href);
    return map.file != null && basename(map.file) !== basename(file) ? undefined : map;
  } catch {
    return undefined;
  }
}

function decode(dataUrl: string): string {
  const [, encoding, data = ''] = /^data:[^,]*?(;base64)?,(.*)$/s.exec(dataUrl) ?? [];
  return encoding === undefined ? decodeURIComponent(data) : Buffer.from(data, 'base64').toString();
}

/** Whether a file is of the engine or the language it runs, wherever they are installed. */
export function isOurs(file: string): boolean {
  return /[\\/]@waystone[\\/](?:core|engine)[\\/]/.test(file) || ownFolders.some((folder) => file.startsWith(folder));
}

const ownFolders = findOwnFolders();

/** In a workspace packages are not in a folder of our name. In a bundle there is nothing to find. */
function findOwnFolders(): readonly string[] {
  const here = fileURLToPath(import.meta.url);
  if (!/^trace\.[jt]s$/.test(basename(here)) || basename(dirname(here)) !== 'worker') return [];
  const engine = dirname(dirname(dirname(here)));
  try {
    const core = dirname(dirname(createRequire(here).resolve('@waystone/core')));
    return [engine, core].map((folder) => folder + sep);
  } catch {
    return [engine + sep];
  }
}
