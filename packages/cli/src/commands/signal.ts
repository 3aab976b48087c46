/** `waystone signal`: sends a message to an instance. */
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { formatJson } from '../terminal/json.js';
import { jsonOption, parseInstance, parseJson, prose, storeOption } from './options.js';
import { withClient } from '../load/with-store.js';

interface SignalOptions {
  readonly store?: string;
  readonly json?: true;
  readonly id?: string;
}

const examples = `
Examples:
  $ waystone signal order-42 approval '{"approved": true, "by": "ann"}'
  $ waystone signal order-42 note '"a text is JSON too"'
  $ waystone signal order-42 approval - < approval.json
  $ waystone signal order-42 approval '{"approved": true}' --id mail-7781   sending it again has no effect`;

export function addSignal(program: Command, session: Session): void {
  program
    .command('signal')
    .summary('send a message to an instance')
    .description(
      prose(`
        Sends a signal. It is stored when the command returns, whether or not a worker is running and whether or not the
        instance waits for it yet; signals of one name are received in the order in which they were sent.`),
    )
    .argument('<instance>', 'id of the instance', parseInstance)
    .argument('<signal>', 'name of the signal: the field of the workflow class')
    .argument('[value]', 'the value as JSON; - reads it from standard input (default: undefined)')
    .option('--id <text>', 'send at most once: a second signal of this name with this id is dropped')
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((instance: string, signal: string, value: string | undefined, options: SignalOptions) =>
      send(session, { instance, signal, value }, options),
    );
}

interface Message {
  readonly instance: string;
  readonly signal: string;
  readonly value: string | undefined;
}

async function send(session: Session, { instance, signal, value }: Message, options: SignalOptions): Promise<void> {
  const { out } = session.terminal;
  const content = await readValue(value);
  await withClient(session, options, (client) =>
    client.handle(instance).signal(signal, content, options.id === undefined ? {} : { id: options.id }),
  );
  out.line(options.json ? formatJson({ instance, signal, sent: true }) : `${out.paint('green', '✓')} ${instance} got ${signal}`);
}

/** The value of an argument: JSON, `-` for JSON from standard input, or nothing. */
export async function readValue(argument: string | undefined): Promise<unknown> {
  if (argument === undefined) return undefined;
  return argument === '-' ? parseJson(await text(process.stdin), 'standard input') : parseJson(argument, 'the value');
}
