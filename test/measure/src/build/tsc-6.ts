/**
 * `tsc` of TypeScript 6: the one that the compiler of Waystone is built on, run as its own command line. Arguments: a folder where its
 * library files may be written, then those of `tsc`.
 *
 * Always: as quick to start as the real one, which keeps its compiled code as well.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import type { ts } from '@ts-morph/common';

/** What the declarations of TypeScript leave out. */
interface CommandLine {
  executeCommandLine(system: ts.System, done: () => void, args: readonly string[]): void;
}

module.enableCompileCache();
const { getLibFiles, ts: typescript } = await import('@ts-morph/common');
const [libraries = '', ...args] = process.argv.slice(2);
if (!existsSync(libraries)) {
  mkdirSync(libraries, { recursive: true });
  for (const { fileName, text } of getLibFiles()) writeFileSync(join(libraries, fileName), text);
}
const system: ts.System = { ...typescript.sys, getExecutingFilePath: () => join(libraries, 'tsc.js') };
(typescript as unknown as CommandLine).executeCommandLine(system, () => undefined, args);
