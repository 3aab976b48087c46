/** `waystone start`: starts an instance. */
import type { StartOptions as EngineStartOptions } from '@waystone/engine';
import { type Command, Option } from 'commander';
import type { Session } from '../session.js';
import { formatJson } from '../terminal/json.js';
import { block } from '../terminal/value.js';
import { jsonOption, parseFuture, prose, storeOption } from './options.js';
import { readValue } from './signal.js';
import { resultOf } from '../instance/result.js';
import { withClient } from '../load/with-store.js';

interface StartOptions {
  readonly store?: string;
  readonly json?: true;
  readonly at?: number;
  readonly ifExists: 'fail' | 'use' | 'terminate';
  readonly wait?: true;
}

const examples = `
Examples:
  $ waystone start order order-42 '{"customer": "ann", "items": []}'
  $ waystone start order order-42 - < order.json
  $ waystone start order order-43 '{}' --at 2h            not before two hours have passed
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
    .argument('<instance>', 'id of the new instance, 1 to 256 bytes')
    .argument('[input]', 'the input as JSON; - reads it from standard input (default: undefined)')
    .option('--at <time>', 'not before: 90s, 2h or a date', parseFuture)
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
    const handle = await client.start(workflow, instance, content, engineOptions(options));
    if (!options.wait)
      return out.line(options.json ? formatJson({ workflow, instance }) : `${out.paint('green', '✓')} ${workflow} ${instance} started`);
    const result = await resultOf(handle);
    out.line(options.json ? formatJson({ workflow, instance, result }) : block(out, result));
  });
}

function engineOptions({ at, ifExists }: StartOptions): EngineStartOptions {
  return { onConflict: conflicts[ifExists], ...(at !== undefined && { startAt: at }) };
}
