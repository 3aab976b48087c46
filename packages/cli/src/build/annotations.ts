/**
 * Diagnostics as workflow commands of GitHub Actions, which shows them beside the lines of a change.
 *
 * Always: file names are relative to the folder that GitHub has checked out.
 */
import { relative } from 'node:path';
import { diagnosticJson, type Diagnostic } from '@waystone/codegen/diagnostics';

/** One line for every diagnostic. */
export function annotations(diagnostics: readonly Diagnostic[], checkout: string): readonly string[] {
  return diagnostics.map((diagnostic) => annotation(diagnostic, checkout));
}

function annotation(diagnostic: Diagnostic, checkout: string): string {
  const { severity, code, file, start, end, problem, fix } = diagnosticJson(diagnostic);
  const properties = {
    file: relative(checkout, file).replaceAll('\\', '/'),
    line: start.line,
    endLine: end.line,
    // Columns are given only for a place within one line.
    ...(start.line === end.line && { col: start.column, endColumn: end.column }),
    title: code,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${severity} ${list.join(',')}::${escapeText(`${problem}.\n${fix}.`)}`;
}

function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
