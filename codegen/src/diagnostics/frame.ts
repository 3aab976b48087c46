/**
 * The frame of a diagnostic: the line of the source with the place marked, and the lines around it.
 *
 * Always: the mark stands under its place on a screen, whatever the width of the characters; nothing of the source is sent to
 * a terminal that would steer it or turn the direction of its text.
 */
import stringWidth from 'string-width';
import { lineEnd, positionAt, type Place } from './place.js';

export type Paint = (style: 'cyan' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string;

/** Of longer lines the part around the place is shown. */
const widest = 160;
/** How much of such a line is shown before the place. */
const before = 60;

/** The frame; empty if there is no text. A place over many lines is marked on its first: that says where it is. */
export function codeFrame({ file: { text }, start, length }: Place, paint: Paint): string {
  if (text === '') return '';
  const lines = text.split(lineEnd);
  const { line, column } = positionAt(text, start);
  const marked = lines[line - 1] ?? '';
  const span = { start: column - 1, end: Math.max(column, Math.min(column - 1 + length, marked.length)) };
  const digits = String(Math.min(line + 1, lines.length)).length;
  return [line - 1, line, line + 1]
    .filter((number) => number >= 1 && number <= lines.length)
    .flatMap((number) => frameLine(lines[number - 1] ?? '', number, { isMarked: number === line, digits, span, paint }))
    .join('\n');
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface FrameOptions {
  readonly isMarked: boolean;
  /** Of the highest line number. */
  readonly digits: number;
  readonly span: Span;
  readonly paint: Paint;
}

function frameLine(line: string, number: number, { isMarked, digits, span, paint }: FrameOptions): string[] {
  const [window, shown] = partOf(line, span);
  const gutter = `${String(number).padStart(digits)} |`;
  const code = shown === '' ? '' : ` ${harmless(shown)}`;
  if (!isMarked) return [`  ${paint('dim', gutter)}${code}`];
  const mark = `${blank(line.slice(window.start, span.start))}${paint('red', carets(line.slice(span.start, Math.min(span.end, window.end))))}`;
  return [`${paint('red', '>')} ${paint('dim', gutter)}${code}`, `  ${paint('dim', gutter.replaceAll(/\d/g, ' '))} ${mark}`];
}

function partOf(line: string, { start }: Span): [window: Span, shown: string] {
  if (line.length <= widest) return [{ start: 0, end: line.length }, line];
  const from = Math.max(0, Math.min(start - before, line.length - widest));
  const window = { start: from, end: from + widest };
  return [window, line.slice(window.start, window.end)];
}

/** Characters that a terminal obeys, and those that turn the direction of what follows, so that it reads other than it is. */
const steering = /(?!\t)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;

function harmless(text: string): string {
  return text.replaceAll(steering, '\u{FFFD}');
}

/** As wide as the text; tabs stay, so that they end where those of the line above do. */
function blank(text: string): string {
  return harmless(text)
    .split('\t')
    .map((part) => ' '.repeat(stringWidth(part)))
    .join('\t');
}

function carets(text: string): string {
  return '^'.repeat(Math.max(1, stringWidth(harmless(text).replaceAll('\t', ' '))));
}
