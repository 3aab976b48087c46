/**
 * A build as it is kept in a file for later ones: what it asked of the file system, what it found out about each workflow file, and
 * what came of it.
 *
 * Always: a file that is not there, cut off, damaged, of another compiler or of another project is no record. A record is replaced as a
 * whole or not at all, whoever else writes one. That records cannot be written keeps no build from being done.
 */
import { hash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ProjectOptions } from '../1-load/index.js';
import type { EmittedFile, EmittedWorkflow } from '../5-emit/index.js';
import type { Severity } from '../diagnostics/index.js';
import type { Answers } from '../files/index.js';
import { compilerIdentity } from './compiler-identity.js';

/** Plain data. */
export interface BuildRecord {
  readonly answers: Answers;
  /** As in the result of the build. */
  readonly inputs: readonly string[];
  readonly outDir: string;
  readonly diagnostics: readonly RecordedDiagnostic[];
  /** What was made of the workflow files, by name, in the order of the build; with errors: of some of them. */
  readonly workflows: Readonly<Record<string, readonly EmittedWorkflow[]>>;
  /** Keys of the files that need not be compiled again while these stay the same. */
  readonly keys: Readonly<Record<string, string>>;
  /** The index of the workflows; absent: there were errors, or no workflows. */
  readonly index?: EmittedFile;
}

/** A diagnostic with the name of its file instead of the text. */
export interface RecordedDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly place: { readonly file: string; readonly hasText: boolean; readonly start: number; readonly length: number };
  readonly problem: string;
  readonly fix: string;
}

/** The record of the last build of a project; `undefined`: there is none. */
export function readRecord(options: ProjectOptions): BuildRecord | undefined {
  try {
    return parse(readFileSync(fileOf(options), 'utf8'), projectOf(options));
  } catch {
    return undefined;
  }
}

function parse(text: string, project: string): BuildRecord | undefined {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (text.slice(0, end) !== seal(body, project)) return undefined;
  return JSON.parse(body) as BuildRecord;
}

/** Keeps a build for later ones. Where that cannot be done, they do without. */
export function writeRecord(options: ProjectOptions, record: BuildRecord): void {
  try {
    replaceRecord(options, JSON.stringify(record));
  } catch {
    return;
  }
}

function replaceRecord(options: ProjectOptions, body: string): void {
  const file = fileOf(options);
  const draft = `${file}.${randomUUID()}.draft`;
  mkdirSync(folderOf(options), { recursive: true });
  try {
    writeFileSync(draft, `${seal(body, projectOf(options))}\n${body}`);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** The first line of a record: fits what follows, the project and the compiler, and nothing else. */
function seal(body: string, project: string): string {
  return `waystone build ${hash('sha256', `${compilerIdentity()}\n${project}\n${body}`, 'base64url')}`;
}

function fileOf(options: ProjectOptions): string {
  return resolve(folderOf(options), `build-${hash('sha256', projectOf(options), 'hex').slice(0, 16)}`);
}

function folderOf({ root, cacheDir = '' }: ProjectOptions): string {
  return resolve(root, cacheDir);
}

function projectOf({ root, include, outDir, tsconfig }: ProjectOptions): string {
  return JSON.stringify([resolve(root), include, outDir, tsconfig]);
}
