/** `waystone explain`: what the reference says of a diagnostic, in the terminal. */
import { readable, readCatalogue, type Chapter, type Message } from '@waystone/codegen/catalogue';
import type { Command } from 'commander';
import { DiagnosticUnknownError } from '../errors.js';
import type { Session } from '../session.js';
import { formatJson } from '../terminal/json.js';
import { indent, table } from '../terminal/table.js';
import type { Sink } from '../terminal/terminal.js';
import { jsonOption, prose } from './options.js';

interface ExplainOptions {
  readonly json?: true;
}

const examples = `
Examples:
  $ waystone explain                      every code, and what it is about
  $ waystone explain call_not_awaited
  $ waystone explain --json | jq '.[].code'`;

export function addExplain(program: Command, session: Session): void {
  program
    .command('explain')
    .summary('say what a diagnostic means')
    .description(
      prose(`
        Says what a diagnostic of the build means, why the compiler refuses what it does, and what to write instead, with an example
        of each.`),
    )
    .argument('[code]', 'code of the diagnostic (default: list them all)')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((code: string | undefined, options: ExplainOptions) => explain(session.terminal.out, code, options));
}

function explain(out: Sink, code: string | undefined, { json }: ExplainOptions): void {
  const chapters = readCatalogue();
  const found = code === undefined ? undefined : messageOf(code, chapters);
  if (found) out.line(json ? formatJson(entry(found)) : page(out, found));
  else out.line(json ? formatJson(chapters.flatMap(({ messages }) => messages.map(entry))) : list(out, chapters));
}

/** Throws {@link DiagnosticUnknownError}. */
function messageOf(code: string, chapters: readonly Chapter[]): Message {
  const messages = chapters.flatMap((chapter) => chapter.messages);
  const found = messages.find((message) => message.code === code.toLowerCase().replaceAll('-', '_'));
  if (!found) throw new DiagnosticUnknownError(code);
  return found;
}

function entry({ code, severity, problem, fix, explanation }: Message): Message {
  return { code, severity, problem: readable(problem), fix: readable(fix), explanation };
}

function page(out: Sink, { code, severity, problem, fix, explanation }: Message): string {
  const title = `${out.paint('bold', code)} ${out.paint(severity === 'error' ? 'red' : 'yellow', severity)}`;
  const parts = [
    `${title}\n${readable(problem)}.`,
    `${out.paint('green', 'Fix:')} ${readable(fix)}.`,
    ...explanation.split(/^(```ts\n[^]*?\n```)$/m),
  ];
  return parts
    .map((part) => shown(out, part.trim()))
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Code is set apart by its indent. */
function shown(out: Sink, part: string): string {
  const code = /^```ts\n(?<code>[^]*)\n```$/.exec(part)?.groups?.['code'];
  return code === undefined ? part : indent(out.paint('cyan', code));
}

function list(out: Sink, chapters: readonly Chapter[]): string {
  const rows = chapters.flatMap(({ messages }) => messages.map(({ code, problem }) => [code, readable(problem)]));
  return table(out, ['code', 'what is wrong'], rows);
}
