/**
 * What is generated from the catalogue of diagnostics (`codegen/messages/*.md`): the typed functions of
 * `src/diagnostics/messages.ts` and the reference `docs/diagnostics.md`.
 *
 * Run by Node itself, which strips the types: `npm run generate -w codegen`.
 */
import { readable, type Chapter, type Message } from '../src/diagnostics/catalogue.ts';

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
  return `### ${code}\n\n**${severity}**: ${readable(problem)}.\n\n**Fix**: ${readable(fix)}.\n\n${explanation}`;
}

function cell(text: string): string {
  return readable(text).replaceAll('|', '\\|');
}
