/** `waystone purge`: deletes instances that have ended. */
import { type Command, Option } from 'commander';
import { withClient } from '../load/with-store.js';
import type { Session } from '../session.js';
import { formatJson } from '../terminal/json.js';
import { dateTime } from '../terminal/time.js';
import { jsonOption, parseCount, parseGone, prose, storeOption } from './options.js';

const ends = ['completed', 'failed', 'canceled'] as const;

interface PurgeCommandOptions {
  readonly store?: string;
  readonly json?: true;
  readonly endedBefore: number;
  readonly workflow?: string;
  readonly status?: readonly (typeof ends)[number][];
  readonly limit?: number;
  readonly dryRun?: true;
}

const examples = `
Examples:
  $ waystone purge --ended-before 30d --dry-run       how many would it delete?
  $ waystone purge --ended-before 30d                 e.g. once a day
  $ waystone purge --ended-before 7d --workflow order --status completed
  $ waystone purge --ended-before 2026-01-01 --limit 10000 --json`;

export function addPurge(program: Command, session: Session): void {
  program
    .command('purge')
    .summary('delete instances that have ended')
    .description(
      prose(`
        Deletes instances that have ended, with input, outcome, statuses and history, in short transactions while workers run. Leaves
        children whose parents live or that somebody waits for, and parents of children that live. Ids of what was deleted are free
        again. Interrupted, it has deleted what it had come to.`),
    )
    .addOption(
      new Option('--ended-before <time>', 'those that ended longer ago than this: 30d, or before a date')
        .argParser(parseGone)
        .makeOptionMandatory(),
    )
    .option('--workflow <name>', 'only of this workflow')
    .addOption(new Option('--status <status...>', 'only those that ended so').choices(ends))
    .option('--limit <n>', 'at most this many, those that were started first', parseCount)
    .option('--dry-run', 'delete nothing; tell how many it would be')
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((options: PurgeCommandOptions) => purge(session, options));
}

async function purge(session: Session, options: PurgeCommandOptions): Promise<void> {
  const { out } = session.terminal;
  const { endedBefore, workflow, status, limit, dryRun = false, json } = options;
  const { instances } = await withClient(session, options, (client) =>
    client.purge({
      endedBefore,
      dryRun,
      ...(workflow !== undefined && { workflow }),
      ...(status !== undefined && { status }),
      ...(limit !== undefined && { limit }),
    }),
  );
  if (json) return out.line(formatJson({ instances, endedBefore, dryRun }));
  const what = `${instances} ${instances === 1 ? 'instance' : 'instances'} that ended before ${dateTime(endedBefore)}`;
  out.line(dryRun ? `would delete ${what}` : `${out.paint('green', '✓')} deleted ${what}`);
}
