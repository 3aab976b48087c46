/** `waystone migrate`: brings a store to the layout of this release, or tells what that would change. */
import { StoreOutdatedError } from '@waystone/core';
import type { LayoutChange, StoreLayout } from '@waystone/engine';
import type { Command } from 'commander';
import { locateStore } from '../config/locate-store.js';
import { openStore } from '../load/open-store.js';
import { assertThere } from '../load/with-store.js';
import type { Session } from '../session.js';
import { formatJson } from '../terminal/json.js';
import { indent, table } from '../terminal/table.js';
import type { Sink } from '../terminal/terminal.js';
import { jsonOption, prose, storeOption } from './options.js';

interface MigrateOptions {
  readonly store?: string;
  readonly json?: true;
  readonly check?: true;
}

const examples = `
Examples:
  $ waystone migrate
  $ waystone migrate --check                                   before a deployment: what would it change?
  $ waystone migrate --store postgres://owner@db.example.com/orders`;

export function addMigrate(program: Command, session: Session): void {
  program
    .command('migrate')
    .summary('bring a store to the layout of this release')
    .description(
      prose(`
        Makes a store, or brings it to the layout of this release, in one transaction; with nothing to do it does nothing. Workers
        and programs do the same when they open a store; this is for those whose users may not, and for looking first.`),
    )
    .option('--check', 'change nothing; fail if there is something to change')
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((options: MigrateOptions) => migrate(session, options));
}

async function migrate(session: Session, options: MigrateOptions): Promise<void> {
  const { out } = session.terminal;
  const location = await locateStore(session, options);
  if (options.check) assertThere(location);
  const store = await openStore(location, 'migrate');
  try {
    const before = await store.layout();
    if (options.check) return check(out, before, options);
    await store.open();
    tell(out, before, await store.layout(), options);
  } finally {
    await store.close();
  }
}

function check(out: Sink, layout: StoreLayout, { json }: MigrateOptions): void {
  const { where, version, known, pending } = layout;
  if (json) out.line(formatJson(layout));
  else if (pending.length === 0) out.line(`${out.paint('green', '✓')} ${where} has layout version ${version}; nothing to do`);
  else if (version > 0) out.line(`${where} has layout version ${version}, this release needs ${known}\n${changes(out, pending)}`);
  if (pending.length > 0) throw new StoreOutdatedError(where, version, known);
}

function tell(out: Sink, before: StoreLayout, { where, version, known }: StoreLayout, { json }: MigrateOptions): void {
  const { pending: applied } = before;
  if (json) return out.line(formatJson({ where, version, known, applied }));
  const done = `${out.paint('green', '✓')} ${where} has layout version ${version}`;
  if (applied.length === 0) return out.line(`${done}; there was nothing to do`);
  out.line(before.version === 0 ? done : `${done}\n${changes(out, applied)}`);
}

function changes(out: Sink, pending: readonly LayoutChange[]): string {
  const rows = pending.map(({ version, name, olderMayGoOn }) => [`${version}`, name, olderMayGoOn ? 'may go on' : 'have to stop first']);
  return indent(table(out, ['VERSION', 'CHANGE', 'WORKERS OF OLDER RELEASES'], rows));
}
