/**
 * Loads modules of the author's project, TypeScript too. TypeScript goes through tsx, registered for the whole process
 * and not per import: the author's code and the engine must share one copy of `@waystone/core`.
 */
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findUp } from '../config/find-up.js';

const typeScript = new Set(['.ts', '.mts', '.cts', '.tsx']);
let registered = false;

/** Imports a file by its absolute path. */
export async function importModule(file: string): Promise<Exports> {
  if (typeScript.has(extname(file))) await registerTypeScript(dirname(file));
  return exportsOf((await import(pathToFileURL(file).href)) as Exports);
}

type Exports = Record<string, unknown>;

/** TypeScript in a package without `"type": "module"` arrives as CommonJS: everything that it exports is under `default`. */
function exportsOf(module: Exports): Exports {
  const { default: content } = module;
  return typeof content === 'object' && content !== null && '__esModule' in content ? content : module;
}

async function registerTypeScript(folder: string): Promise<void> {
  if (registered) return;
  registered = true;
  const { register } = await import('tsx/esm/api');
  const home = findUp(folder, ['tsconfig.json']);
  register(home === undefined ? {} : { tsconfig: join(home, 'tsconfig.json') });
}
