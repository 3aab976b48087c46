/**
 * Reads the catalogue of diagnostics (`codegen/messages/*.md`) and writes what is generated from it: the typed
 * functions of `src/diagnostics/messages.ts` and the reference `docs/diagnostics.md`.
 *
 * Always: every heading of the catalogue is one code; a heading that lacks a part is an error that names it.
 * Run by Node itself, which strips the types: `npm run generate -w codegen`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

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

export interface Chapter {
  readonly title: string;
  readonly introduction: string;
  readonly messages: readonly Message[];
}

/** Reads all chapters of a folder, in the order of their file names. */
export function readCatalogue(folder: string): Chapter[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.md'));
  return files.toSorted().map((file) => readChapter(basename(file), readFileSync(join(folder, file), 'utf8')));
}

/** The text of `src/diagnostics/messages.ts`. */
export function emitFunctions(chapters: readonly Chapter[]): string {
  return [functionsHeader, ...messagesOf(chapters).map(emitFunction)].join('\n');
}

/** The text of `docs/diagnostics.md`. */
export function emitReference(chapters: readonly Chapter[]): string {
  return [referenceHeader, emitContents(chapters), ...chapters.map(emitChapter)].join('\n');
}

function messagesOf(chapters: readonly Chapter[]): Message[] {
  return chapters.flatMap((chapter) => chapter.messages);
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

const functionsHeader = `/* oxlint-disable max-lines -- one function per code */
/**
 * The diagnostics of the catalogue as functions. Generated from \`codegen/messages/*.md\` by \`npm run generate -w codegen\`;
 * change the catalogue, not this file.
 */
import type { Diagnostic } from './diagnostic.js';
import { placeOf, type Located, type Place } from './place.js';
`;

const referenceHeader = `# Diagnostics

What the compiler refuses, and what to write instead. Generated from \`codegen/messages/*.md\` by \`npm run generate -w codegen\`;
change the catalogue, not this file. Codes are stable. A build with an error writes nothing; a warning does not stop it.
`;

function emitFunction(message: Message): string {
  const names = placeholdersOf(message);
  const signature =
    names.length === 0 ? 'at: Place | Located' : `at: Place | Located, { ${names.join(', ')} }: { ${names.map(typed).join('; ')} }`;
  return `/** ${escapeComment(message.problem)}. */
export function ${functionName(message.code)}(${signature}): Diagnostic {
  return {
    code: '${message.code}',
    severity: '${message.severity}',
    place: placeOf(at),
    problem: ${emitText(message.problem)},
    fix: ${emitText(message.fix)},
  };
}
`;
}

function typed(name: string): string {
  return `readonly ${name}: string`;
}

function placeholdersOf({ problem, fix }: Message): string[] {
  const found = [problem, fix].flatMap((text) => [...text.matchAll(/%(\w+)%/g)].map((match) => match[1] ?? ''));
  return [...new Set(found)];
}

function emitText(text: string): string {
  const escaped = text.replaceAll(/[`\\]|\$\{/g, String.raw`\$&`);
  const filled = escaped.replaceAll(/%(\w+)%/g, '${$1}');
  return filled === text && !text.includes("'") ? `'${text}'` : `\`${filled}\``;
}

function escapeComment(text: string): string {
  return text.replaceAll('*/', '*\\/');
}

function functionName(code: string): string {
  return code.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function emitContents(chapters: readonly Chapter[]): string {
  const rows = chapters.flatMap(({ title, messages }) =>
    messages.map(({ code, problem }) => `| [\`${code}\`](#${code}) | ${title} | ${cell(problem)} |`),
  );
  return ['| code | about | what is wrong |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

function emitChapter({ title, introduction, messages }: Chapter): string {
  const parts = [`## ${title}`, introduction, ...messages.map(emitEntry)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function emitEntry({ code, severity, problem, fix, explanation }: Message): string {
  return `### ${code}\n\n**${severity}**: ${shown(problem)}.\n\n**Fix**: ${shown(fix)}.\n\n${explanation}`;
}

function cell(text: string): string {
  return shown(text).replaceAll('|', '\\|');
}

/** Placeholders as a reader sees them. */
function shown(text: string): string {
  return text.replaceAll(/%(\w+)%/g, '‹$1›');
}
