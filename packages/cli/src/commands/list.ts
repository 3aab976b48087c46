/** `waystone list`: instances, newest first. */
import type { Priority } from '@waystone/core';
import type { Client, InstanceStatus, InstanceSummary, Store } from '@waystone/engine';
import { type Command, Option } from 'commander';
import type { Session } from '../session.js';
import { formatJson } from '../terminal/json.js';
import { paintStatus, statuses } from '../terminal/status.js';
import { table, type Cell } from '../terminal/table.js';
import type { Sink } from '../terminal/terminal.js';
import { dateTime, duration } from '../terminal/time.js';
import { readableLine } from '../terminal/value.js';
import { jsonOption, parseCount, parsePast, parsePriority, parseQueue, parseTags, storeOption } from './options.js';
import { withClient } from '../load/with-store.js';

interface ListOptions {
  readonly store?: string;
  readonly json?: true;
  readonly workflow?: string;
  readonly status?: readonly InstanceStatus[];
  readonly queue?: string;
  readonly priority?: Priority;
  readonly tag?: readonly string[];
  readonly parent?: string;
  readonly prefix?: string;
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
  readonly after?: string;
}

interface Page {
  readonly instances: readonly InstanceSummary[];
  /** What `--after` takes for the next page; `null`: this was the last. */
  readonly next: string | null;
}

const examples = `
Examples:
  $ waystone list
  $ waystone list --workflow order --status failed canceled --since 24h
  $ waystone list --parent order-42          the instances that order-42 started
  $ waystone list --prefix order-4 --limit 100
  $ waystone list --after order-40           the page that follows order-40
  $ waystone list --json | jq -r '.instances[].id'`;

export function addList(program: Command, session: Session): void {
  program
    .command('list')
    .summary('list instances')
    .description('Lists instances, newest first.')
    .option('--workflow <name>', 'only of this workflow')
    .addOption(new Option('--status <status...>', 'only in these states').choices(statuses))
    .option('--queue <name>', 'only of this queue', parseQueue)
    .option('--priority <n>', 'only of this priority', parsePriority)
    .option('--tag <tag...>', 'only those that were started with all of these tags', parseTags)
    .option('--parent <id>', 'only children of this instance')
    .option('--prefix <text>', 'only ids that begin with this')
    .option('--since <time>', 'only created since: 2h, 3d or a date', parsePast)
    .option('--until <time>', 'only created before', parsePast)
    .option('--limit <n>', 'at most this many', parseCount, 20)
    .option('--after <id>', 'the page that follows this instance')
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((options: ListOptions) => list(session, options));
}

async function list(session: Session, options: ListOptions): Promise<void> {
  const { out, err } = session.terminal;
  const { page, reasons, hint } = await withClient(session, options, async (client, store) => {
    const found = await readPage(client, options);
    if (options.json) return { page: found, reasons: new Map<string, string>(), hint: '' };
    return { page: found, reasons: await reasonsOf(client, found), hint: found.instances.length > 0 ? '' : await hintFor(store, options) };
  });
  if (options.json) return out.line(formatJson(page));
  if (page.instances.length === 0) return err.line(`no instances${hint}`);
  out.line(
    table(
      out,
      ['ID', 'WORKFLOW', 'STATUS', 'CREATED', 'TOOK', 'REASON'],
      page.instances.map((instance) => toRow(out, instance, reasons.get(instance.id))),
    ),
  );
  if (page.next !== null) err.line(err.paint('dim', `more: add --after ${page.next}`));
}

/** One more than the page is asked for, to know whether there is a next one. */
async function readPage(client: Client, options: ListOptions): Promise<Page> {
  const found = await client.list({ ...filterOf(options), limit: options.limit + 1 });
  const instances = found.slice(0, options.limit);
  return { instances, next: found.length > options.limit ? (instances.at(-1)?.id ?? null) : null };
}

/** A name that is misspelled finds nothing, too. */
async function hintFor(store: Store, { workflow }: ListOptions): Promise<string> {
  if (workflow === undefined) return '';
  const known = await store.workflows();
  return known.includes(workflow) ? '' : `; this store knows no workflow '${workflow}'; known: ${known.join(', ') || 'none'}`;
}

/** Why those of the page have failed that have. */
async function reasonsOf(client: Client, { instances }: Page): Promise<ReadonlyMap<string, string>> {
  const failed = instances.filter(({ status }) => status === 'failed');
  const described = await Promise.all(failed.map(({ id }) => client.handle(id).describe()));
  return new Map(described.flatMap(({ id, outcome }) => (outcome === undefined ? [] : [[id, readableLine(outcome)]])));
}

function filterOf({ workflow, status, queue, priority, tag, parent, prefix, since, until, after }: ListOptions) {
  return {
    ...(workflow !== undefined && { workflow }),
    ...(status !== undefined && { status }),
    ...(queue !== undefined && { queue }),
    ...(priority !== undefined && { priority }),
    ...(tag !== undefined && { tags: tag }),
    ...(parent !== undefined && { parent }),
    ...(prefix !== undefined && { idPrefix: prefix }),
    ...(since !== undefined && { createdAfter: since }),
    ...(until !== undefined && { createdBefore: until }),
    ...(after !== undefined && { after }),
  };
}

function toRow(sink: Sink, { id, workflow, status, createdAt, endedAt }: InstanceSummary, reason: Cell): readonly Cell[] {
  const took = endedAt === undefined ? undefined : duration(endedAt - createdAt);
  return [id, workflow, paintStatus(sink, status), dateTime(createdAt), took, reason];
}
