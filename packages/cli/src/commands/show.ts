/** `waystone show`: one instance, where it stands and how it came there. */
import type { HistoryItem, InstanceDescription } from '@waystone/engine';
import type { Command } from 'commander';
import { headerOf } from '../instance/header.js';
import { lanesOf } from '../instance/lanes.js';
import { bufferedOf, statusesOf } from '../instance/published.js';
import { timelineOf } from '../instance/timeline.js';
import type { Session } from '../session.js';
import { formatJson } from '../terminal/json.js';
import { indent, indentation } from '../terminal/table.js';
import type { Sink } from '../terminal/terminal.js';
import { jsonOption, parseCount, parseInstance, prose, storeOption } from './options.js';
import { withClient } from '../load/with-store.js';

interface ShowOptions {
  readonly store?: string;
  readonly json?: true;
  readonly last: number;
}

const examples = `
Examples:
  $ waystone show order-42
  $ waystone show order-42 --last 500
  $ waystone show order-42 --json | jq '.history[] | select(.outcome == "failed")'`;

export function addShow(program: Command, session: Session): void {
  program
    .command('show')
    .summary('show where an instance stands and what it did')
    .description(
      prose(`
        Shows an instance: its input and outcome, its lanes with what they wait for and the values that are live there, its
        published statuses, the signals that nobody has received yet, and the timeline of what finished.`),
    )
    .argument('<instance>', 'id of the instance', parseInstance)
    .option('--last <n>', 'how many entries of the timeline', parseCount, 50)
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((instance: string, options: ShowOptions) => show(session, instance, options));
}

async function show(session: Session, id: string, options: ShowOptions): Promise<void> {
  const { out } = session.terminal;
  const { instance, history } = await withClient(session, options, async (client) => {
    const handle = client.handle(id);
    return { instance: await handle.describe(), history: await handle.history() };
  });
  out.line(options.json ? formatJson({ instance, history }) : readable(out, instance, history, options.last));
}

function readable(sink: Sink, instance: InstanceDescription, history: readonly HistoryItem[], last: number): string {
  const now = Date.now();
  const sections = [
    ['Lanes', lanesOf(sink, instance, now)],
    ['Statuses', statusesOf(sink, instance, now)],
    ['Signals not yet received', bufferedOf(instance, now)],
    ['Timeline', timelineOf(sink, history, last, sink.columns - indentation)],
  ] as const;
  const shown = sections.filter(([, text]) => text !== '').map(([title, text]) => `\n${sink.paint('bold', title)}\n${indent(text)}`);
  return [headerOf(sink, instance, now), ...shown].join('\n');
}
