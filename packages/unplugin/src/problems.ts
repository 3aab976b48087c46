/** Diagnostics of a build, as bundlers take errors and warnings. */
import type { BuildResult } from '@waystone/codegen/build';
import { diagnosticJson, formatDiagnostic, type Diagnostic } from '@waystone/codegen/diagnostics';

/** One diagnostic. `line` is 1-based, `column` 0-based. */
export interface Problem {
  /** All of it: the place, the source line, what is wrong and what to write instead. */
  readonly message: string;
  /** What is wrong and what to write instead. */
  readonly text: string;
  /** Absolute path of the author's file. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** In characters; 0 for a range over several lines. */
  readonly length: number;
  readonly lineText: string;
}

export function errorsOf(result: BuildResult, root: string): readonly Problem[] {
  return problemsOf(result, root, 'error');
}

export function warningsOf(result: BuildResult, root: string): readonly Problem[] {
  return problemsOf(result, root, 'warning');
}

function problemsOf({ diagnostics }: BuildResult, root: string, severity: Diagnostic['severity']): readonly Problem[] {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity).map((diagnostic) => problemOf(diagnostic, root));
}

function problemOf(diagnostic: Diagnostic, root: string): Problem {
  const { code, file, start, end, problem, fix } = diagnosticJson(diagnostic);
  return {
    message: formatDiagnostic(diagnostic, { root }),
    text: `${problem}. ${fix}. (${code})`,
    file,
    line: start.line,
    column: start.column - 1,
    length: start.line === end.line ? end.column - start.column : 0,
    lineText: diagnostic.place.file.text.split('\n')[start.line - 1] ?? '',
  };
}
