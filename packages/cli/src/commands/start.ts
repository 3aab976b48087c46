/** `waystone start`: starts an instance. */
import { InstanceExistsError, InstanceNotFoundError, type Priority } from '@waystone/core';
import type { Client, InstanceDescription, StartOptions as EngineStartOptions } from '@waystone/engine';
import { type Command, Option } from 'commander';
import { TakenError } from '../errors.js';
import type { Session } from '../session.js';
import { formatJson } from '../terminal/json.js';
import { isEnd } from '../terminal/status.js';
import type { Sink } from '../terminal/terminal.js';
import { block } from '../terminal/value.js';
import { jsonOption, parseFuture, parseInstance, parsePriority, parseQueue, parseTags, prose, storeOption } from './options.js';
import { readValue } from './signal.js';
import { resultOf } from '../instance/result.js';
import { withClient } from '../load/with-store.js';

interface StartOptions {
  readonly store?: string;
  readonly json?: true;
  readonly at?: number;
  readonly ifExists: 'fail' | 'use' | 'terminate';
  readonly queue?: string;
  readonly priority?: Priority;
  readonly tag?: readonly string[];
  readonly wait?: true;
}

const examples = `
Examples:
  $ waystone start order order-42 '{"customer": "ann", "items": []}'
  $ waystone start order order-42 - < order.json
  $ waystone start order order-43 '{}' --at 2h            not before two hours have passed
  $ waystone start order order-45 '{}' --queue express --priority 1 --tag gpu
  $ waystone start order order-44 '{}' --wait --json      wait for the end and print the result`;

export function addStart(program: Command, session: Session): void {
  program
    .command('start')
    .summary('start an instance')
    .description(
      prose(`
        Starts an instance of a workflow. The id is yours and unique: starting twice with one id makes one instance. The
        workflow must have been seen by this store, from a worker or from a program that starts it.`),
    )
    .argument('<workflow>', 'name of the workflow, e.g. order')
    .argument('<instance>', 'id of the new instance, 1 to 256 bytes', parseInstance)
    .argument('[input]', 'the input as JSON; - reads it from standard input (default: undefined)')
    .option('--at <time>', 'not before: 90s, 2h or a date', parseFuture)
    .option('--queue <name>', 'only workers that serve this queue take it (default: as the workflow says)', parseQueue)
    .option('--priority <n>', '1 goes first, 5 last (default: as the workflow says)', parsePriority)
    .option('--tag <tag...>', 'only workers that have all of these take it', parseTags)
    .addOption(new Option('--if-exists <what>', 'if the id is taken').choices(['fail', 'use', 'terminate']).default('fail'))
    .option('--wait', 'wait for the end and print the result')
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((workflow: string, instance: string, input: string | undefined, options: StartOptions) =>
      start(session, { workflow, instance, input }, options),
    );
}

const conflicts = { fail: 'fail', use: 'useExisting', terminate: 'terminateExisting' } as const;

interface Wanted {
  readonly workflow: string;
  readonly instance: string;
  readonly input: string | undefined;
}

async function start(session: Session, { workflow, instance, input }: Wanted, options: StartOptions): Promise<void> {
  const { out } = session.terminal;
  const content = await readValue(input);
  await withClient(session, options, async (client) => {
    const before = options.ifExists === 'use' ? await existing(client, instance) : undefined;
    const handle = await client.start(workflow, instance, content, engineOptions(options)).catch((error: unknown) => {
      throw error instanceof InstanceExistsError ? taken(instance, before) : error;
    });
    const started = before === undefined;
    if (!options.wait)
      return out.line(options.json ? formatJson({ workflow, instance, started }) : said(out, `${workflow} ${instance}`, before));
    const result = await resultOf(handle);
    out.line(options.json ? formatJson({ workflow, instance, started, result }) : block(out, result));
  });
}

/** `✓ order order-42 started`. */
function said(sink: Sink, what: string, before: InstanceDescription | undefined): string {
  const started = before === undefined ? 'started' : 'was there already';
  const ended = before !== undefined && isEnd(before.status) ? ` and has ended: ${before.status}` : '';
  return `${sink.paint('green', '✓')} ${what} ${started}${ended}`;
}

/** Instances are never removed: one that is found is the one that the start will use. */
async function existing(client: Client, id: string): Promise<InstanceDescription | undefined> {
  return client
    .handle(id)
    .describe()
    .catch((error: unknown) => {
      if (error instanceof InstanceNotFoundError) return undefined;
      throw error;
    });
}

function taken(id: string, found: InstanceDescription | undefined): TakenError {
  return new TakenError(
    found === undefined
      ? `instance '${id}' exists already; choose another id, or add --if-exists use to take the one that is there`
      : `instance '${id}' exists already and is of another workflow, ${found.workflow}; choose another id`,
  );
}

function engineOptions({ at, ifExists, queue, priority, tag }: StartOptions): EngineStartOptions {
  return {
    onConflict: conflicts[ifExists],
    ...(at !== undefined && { startAt: at }),
    ...(queue !== undefined && { queue }),
    ...(priority !== undefined && { priority }),
    ...(tag !== undefined && { tags: tag }),
  };
}
