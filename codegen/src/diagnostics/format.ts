/**
 * How diagnostics look: for people with a code frame (in color or plain), for tools as JSON.
 *
 * Always: both forms name the author's file, line and column; the plain form has no escape sequences.
 */
import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { Diagnostic, Severity } from './diagnostic.js';
import { codeFrame, type Paint } from './frame.js';
import { positionAt, type Place, type Position } from './place.js';

/** How diagnostics are written for people. */
export interface FormatOptions {
  /** Folder that file names are shown relative to. Default: names stay absolute. */
  readonly root?: string;
  /** Color for a terminal. Default: false. */
  readonly color?: boolean;
}

/**
 * A diagnostic for tools. Lines and columns are 1-based, columns count UTF-16 units as editors do; `end` is exclusive. Fields may
 * be added; those that are here stay.
 */
export interface DiagnosticJson {
  readonly code: string;
  readonly severity: Severity;
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  /** What is wrong: a sentence without its full stop. */
  readonly problem: string;
  /** What to write instead: a sentence without its full stop. */
  readonly fix: string;
  /** Where the reference says more: a file of the documentation and its heading. */
  readonly reference: string;
  /** The command that prints what the reference says. */
  readonly explain: string;
}

/** One diagnostic: code and place, the source line with the place marked, the problem and the fix. */
export function formatDiagnostic(diagnostic: Diagnostic, options: FormatOptions = {}): string {
  const { place, severity, code, problem, fix } = diagnostic;
  const paint = options.color ? styled : plain;
  const { line, column } = positionAt(place.file.text, place.start);
  const where = paint('cyan', `${shownName(place, options)}:${line}:${column}`);
  const level = paint(severity === 'error' ? 'red' : 'yellow', severity);
  const parts = [
    `${where} ${level} ${paint('dim', code)}\n${problem}.`,
    codeFrame(place, paint),
    `${paint('green', 'Fix:')} ${fix}.\n${paint('dim', `More: ${commandFor(code)}`)}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** All diagnostics, one after the other, and a closing line with their number. Empty if there are none. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatOptions = {}): string {
  if (diagnostics.length === 0) return '';
  return [...diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, options)), summary(diagnostics)].join('\n\n');
}

/** A diagnostic as data. */
export function diagnosticJson(diagnostic: Diagnostic, options: FormatOptions = {}): DiagnosticJson {
  const { code, severity, place, problem, fix } = diagnostic;
  const file = shownName(place, options);
  const start = positionAt(place.file.text, place.start);
  const end = positionAt(place.file.text, place.start + place.length);
  return { code, severity, file, start, end, problem, fix, reference: `diagnostics.md#${code}`, explain: commandFor(code) };
}

function commandFor(code: string): string {
  return `npx waystone explain ${code}`;
}

const plain: Paint = (_style, text) => text;
const styled: Paint = (style, text) => styleText(style, text, { validateStream: false });

function summary(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const counts = [counted(errors, 'error'), counted(diagnostics.length - errors, 'warning')];
  return counts.filter((count) => count !== undefined).join(', ');
}

function counted(count: number, noun: string): string | undefined {
  if (count === 0) return undefined;
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function shownName(place: Place, { root }: FormatOptions): string {
  return root === undefined ? place.file.fileName : relative(root, place.file.fileName).replaceAll('\\', '/');
}
