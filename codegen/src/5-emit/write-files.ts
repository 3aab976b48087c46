/**
 * Brings the output folder up to date with what was emitted.
 *
 * Always: a file is replaced as a whole or not at all; one that would not change is left alone; only files that the
 * build has written are ever deleted.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { EmittedFile } from './emit.js';

/** Absolute paths of the files that differ. */
export interface Changes {
  readonly written: readonly string[];
  readonly deleted: readonly string[];
}

/** Writes and deletes; with `check`, only tells what would be written and deleted. */
export function bringUpToDate(outDir: string, files: readonly EmittedFile[], { check }: { readonly check: boolean }): Changes {
  const changed = files.filter(({ name, text }) => currentText(`${outDir}/${name}`) !== text);
  const written = changed.map(({ name }) => `${outDir}/${name}`);
  const deleted = leftOver(outDir, new Set(files.map(({ name }) => name)));
  if (check) return { written, deleted };
  if (changed.length > 0) mkdirSync(outDir, { recursive: true });
  for (const { name, text } of changed) replaceFile(`${outDir}/${name}`, text);
  for (const file of deleted) rmSync(file);
  return { written, deleted };
}

function currentText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function replaceFile(file: string, text: string): void {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

/** Files that earlier builds wrote for workflows that are no more. */
function leftOver(outDir: string, emitted: ReadonlySet<string>): string[] {
  if (!existsSync(outDir)) return [];
  const candidates = readdirSync(outDir).filter((name) => /(\.graph|\.code|^index)\.ts$/.test(name) && !emitted.has(name));
  return candidates.map((name) => `${outDir}/${name}`).filter((file) => isGenerated(readFileSync(file, 'utf8')));
}

function isGenerated(text: string): boolean {
  return /by `waystone build`; do not edit\. \*\//.test(text.slice(0, 500));
}
