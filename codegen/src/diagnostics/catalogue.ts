/**
 * Reads the catalogue of diagnostics: `codegen/messages/*.md`, which is installed with the compiler.
 *
 * Always: every heading of the catalogue is one code; a heading that lacks a part is an error that names it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The folder of the catalogue. */
const folderOfMessages = join(import.meta.dirname, '../../messages');

/** What the catalogue says of one code. */
export interface Message {
  /** Stable, e.g. `call_not_awaited`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What is wrong, with `%placeholders%`. */
  readonly problem: string;
  /** What to write instead, with `%placeholders%`. */
  readonly fix: string;
  /** Everything below: why, and a rejected and an accepted example. Markdown. */
  readonly explanation: string;
}

/** One file of the catalogue. */
export interface Chapter {
  readonly title: string;
  /** Markdown; perhaps empty. */
  readonly introduction: string;
  readonly messages: readonly Message[];
}

/** Reads all chapters, in the order of their file names. */
export function readCatalogue(folder = folderOfMessages): Chapter[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.md'));
  return files.toSorted().map((file) => readChapter(basename(file), readFileSync(join(folder, file), 'utf8')));
}

/** A text of the catalogue as a reader sees it: `%call%` is `‹call›`. */
export function readable(text: string): string {
  return text.replaceAll(/%(\w+)%/g, '‹$1›');
}

function readChapter(file: string, text: string): Chapter {
  const [head = '', ...sections] = text.split(/^## /m);
  const title = /^# (.+)$/m.exec(head)?.[1];
  if (title === undefined) throw new Error(`messages/${file} has no title`);
  return { title, introduction: head.replace(/^# .+$/m, '').trim(), messages: sections.map((section) => readMessage(file, section)) };
}

function readMessage(file: string, section: string): Message {
  const code = section.slice(0, section.indexOf('\n')).trim();
  const where = `messages/${file}, ${code}`;
  if (!/^[a-z]+(_[a-z]+)*$/.test(code)) throw new Error(`${where}: a code is lower_snake_case`);
  const severity = partOf(section, 'Severity', where);
  if (severity !== 'error' && severity !== 'warning') throw new Error(`${where}: the severity is error or warning`);
  for (const example of ['Rejected', 'Accepted']) {
    if (!section.includes(`\n${example}:\n\n\`\`\``)) throw new Error(`${where}: an example “${example}:” is missing`);
  }
  const explanation = section
    .replace(/^.*\n/, '')
    .replaceAll(/^- (Severity|Problem|Fix): .+\n/gm, '')
    .trim();
  return { code, severity, problem: partOf(section, 'Problem', where), fix: partOf(section, 'Fix', where), explanation };
}

function partOf(section: string, name: string, where: string): string {
  const part = new RegExp(`^- ${name}: (.+)$`, 'm').exec(section)?.[1];
  if (part === undefined) throw new Error(`${where}: the line “- ${name}: …” is missing`);
  if (part.endsWith('.')) throw new Error(`${where}: the full stop is added when it is shown`);
  return part;
}
