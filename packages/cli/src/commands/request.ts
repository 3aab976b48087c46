/** What cancel, terminate, pause and resume have in common: they ask something of one or several instances. */
import type { InstanceDescription, InstanceHandle } from '@waystone/engine';
import type { Command } from 'commander';
import { exitCodeOf } from '../exit-codes.js';
import type { Session } from '../session.js';
import { formatJson } from '../terminal/json.js';
import { reportError } from '../terminal/report-error.js';
import { jsonOption, parseInstances, prose, storeOption } from './options.js';
import { withClient } from '../load/with-store.js';

export interface Request {
  readonly verb: 'cancel' | 'terminate' | 'pause' | 'resume';
  readonly summary: string;
  readonly explanation: string;
  /** What is said of an instance afterwards, e.g. `asked to cancel`. */
  readonly done: string;
  /** What is said instead if there was nothing to do, e.g. `was paused already`. */
  readonly already?: (instance: InstanceDescription) => string | undefined;
  readonly examples: string;
}

interface RequestOptions {
  readonly store?: string;
  readonly json?: true;
}

/** Adds the command of a request. It goes on after an instance that refuses; the exit code is that of the first refusal. */
export function addRequest(program: Command, session: Session, request: Request): void {
  program
    .command(request.verb)
    .summary(request.summary)
    .description(prose(request.explanation))
    .argument('<instance...>', 'ids of the instances', parseInstances)
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText('after', request.examples)
    .action((ids: readonly string[], options: RequestOptions) => ask(session, request, ids, options));
}

async function ask(session: Session, request: Request, ids: readonly string[], options: RequestOptions): Promise<void> {
  const { out, err } = session.terminal;
  const { verb } = request;
  const refusals = await withClient(session, options, async (client) => {
    const failures: { readonly id: string; readonly error: unknown }[] = [];
    for (const id of ids) {
      const { said, error } = await askOne(client.handle(id), request);
      if (error !== undefined) failures.push({ id, error });
      else if (!options.json) out.line(`${out.paint('green', '✓')} ${id} ${said}`);
    }
    return failures;
  });
  if (options.json) out.line(formatJson({ request: verb, done: ids.filter((id) => refusals.every((refused) => refused.id !== id)) }));
  for (const { error } of refusals) reportError(err, error, options.json ?? false);
  if (refusals.length > 0) process.exitCode = exitCodeOf(refusals[0]?.error);
}

type Answer = { readonly said: string; readonly error?: undefined } | { readonly said?: undefined; readonly error: unknown };

async function askOne(handle: InstanceHandle, { verb, done, already }: Request): Promise<Answer> {
  try {
    const said = already?.(await handle.describe()) ?? done;
    await handle[verb]();
    return { said };
  } catch (error) {
    return { error };
  }
}
