/** Says what a build did: for people with code frames, for programs as one line of JSON, for GitHub beside the lines of a change. */
import { relative } from 'node:path';
import type { BuildResult } from '@waystone/codegen/build';
import { diagnosticJson, formatDiagnostics } from '@waystone/codegen/diagnostics';
import { GeneratedStaleError } from '../errors.js';
import { toJson, type Json } from '../terminal/json.js';
import { reportError } from '../terminal/report-error.js';
import type { Terminal } from '../terminal/terminal.js';
import { duration } from '../terminal/time.js';
import { annotations } from './annotations.js';
import type { BuildFormat } from './formats.js';

export interface Reporting {
  readonly terminal: Terminal;
  /** What file names are shown relative to. */
  readonly root: string;
  readonly format: BuildFormat;
  /** What file names in annotations are relative to. */
  readonly checkout: string;
}

/** Writes what a build did. Gives whether it was good. */
export function reportBuild(result: BuildResult, { terminal, root, format, checkout }: Reporting): boolean {
  if (format === 'json') terminal.out.line(JSON.stringify(toData(result, root)));
  else tellPeople(result, terminal, root);
  if (format === 'github') for (const line of annotations(result.diagnostics, checkout)) terminal.out.line(line);
  return result.ok;
}

/** Of the document that `--format json` writes; changes only when a field goes or means something else. */
const schemaVersion = 1;

function toData({ ok, graphs, written, deleted, compiled, diagnostics, durationMs }: BuildResult, root: string): Json {
  const shown = (file: string): string => showFile(root, file);
  return toJson({
    schemaVersion,
    ok,
    workflows: graphs.map(({ workflow }) => workflow),
    written: written.map(shown),
    deleted: deleted.map(shown),
    compiled: compiled.map(shown),
    diagnostics: diagnostics.map((diagnostic) => diagnosticJson(diagnostic, { root })),
    durationMs: Math.round(durationMs),
  });
}

function tellPeople(result: BuildResult, { out, err }: Terminal, root: string): void {
  const diagnostics = formatDiagnostics(result.diagnostics, { root, color: err.colored });
  if (diagnostics !== '') err.line(diagnostics);
  if (result.ok) out.line(`${out.paint('green', '✓')} ${summary(result, root)} (${duration(result.durationMs)})`);
  else if (!hasErrors(result)) reportError(err, staleError(result, root), false);
}

function hasErrors({ diagnostics }: BuildResult): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** Without mistakes a build is bad only because it was a check and found differences. */
function staleError({ written, deleted }: BuildResult, root: string): GeneratedStaleError {
  const files = [...written, ...deleted].map((file) => `\n  ${showFile(root, file)}`);
  return new GeneratedStaleError(`these files are not what the sources give; run: npx waystone build${files.join('')}`);
}

function summary({ graphs, written, deleted, outDir }: BuildResult, root: string): string {
  const names = graphs.map(({ workflow }) => workflow).join(', ');
  const changes = [...count('wrote', written), ...count('deleted', deleted)].join(', ');
  const workflows = `${graphs.length} workflow${graphs.length === 1 ? '' : 's'} (${names})`;
  return changes === '' ? `${workflows}: up to date` : `${workflows}: ${changes} in ${showFile(root, outDir)}`;
}

function count(verb: string, files: readonly string[]): readonly string[] {
  return files.length === 0 ? [] : [`${verb} ${files.length} file${files.length === 1 ? '' : 's'}`];
}

function showFile(root: string, file: string): string {
  return relative(root, file).replaceAll('\\', '/');
}
