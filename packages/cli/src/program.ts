/**
 * The whole command line on one screen: every command, what all of them share, and how help and errors look.
 * Adding a command: one file in `commands/`, one line in `commands` below, one section in `docs/cli.md`.
 */
import { Command } from 'commander';
import { addBuild } from './commands/build.js';
import { addCancel } from './commands/cancel.js';
import { addExplain } from './commands/explain.js';
import { addGraph } from './commands/graph.js';
import { addList } from './commands/list.js';
import { addMigrate } from './commands/migrate.js';
import { addPause } from './commands/pause.js';
import { addPurge } from './commands/purge.js';
import { addResume } from './commands/resume.js';
import { addShow } from './commands/show.js';
import { addSignal } from './commands/signal.js';
import { addStart } from './commands/start.js';
import { addTerminate } from './commands/terminate.js';
import { addWorker } from './commands/worker.js';
import type { Session } from './session.js';
import type { Sink } from './terminal/terminal.js';

const commands = [
  addBuild,
  addExplain,
  addGraph,
  addWorker,
  addStart,
  addList,
  addShow,
  addSignal,
  addCancel,
  addTerminate,
  addPause,
  addResume,
  addPurge,
  addMigrate,
];

const epilogue = `
Every command takes --json and writes one JSON document to standard output; errors go to standard error.
The store is --store, else WAYSTONE_STORE, else \`store\` of waystone.config.ts, else DATABASE_URL if it
names a PostgreSQL, else ./waystone.db.
Colors are used on a terminal only; NO_COLOR and FORCE_COLOR decide otherwise.

Exit codes:
  0  done
  1  failed: diagnostics or an error
  2  wrong arguments, options or configuration
  3  no such instance, workflow, signal or store
  4  the state does not allow it: the id is taken, the instance has ended
  5  try again later: the store is locked, full or out of reach

Examples:
  $ waystone build                        compile the workflows of this project
  $ waystone worker                       run them on ./waystone.db
  $ waystone worker --store postgres://shop@db/orders
  $ waystone list --status failed         what went wrong
  $ waystone show order-42                where one instance stands, and how it came there`;

/** The program, ready to parse. Throws `CommanderError` instead of leaving the process. */
export function createProgram(session: Session): Command {
  const program = new Command('waystone')
    .description('Durable workflows in TypeScript: build them, run them, look after them.')
    .version(session.version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .configureHelp(helpStyle(session.terminal.out))
    .configureOutput(helpOutput(session))
    .addHelpText('after', epilogue);
  for (const add of commands) add(program, session);
  return program;
}

function helpStyle(sink: Sink) {
  return {
    styleTitle: (text: string) => sink.paint('bold', text),
    styleCommandText: (text: string) => sink.paint('cyan', text),
    styleSubcommandText: (text: string) => sink.paint('cyan', text),
    styleOptionText: (text: string) => sink.paint('green', text),
    styleArgumentText: (text: string) => sink.paint('yellow', text),
  };
}

// What is wrong with the arguments is thrown and reported in one place, as every other error is.
function helpOutput({ terminal }: Session) {
  return {
    writeOut: (text: string) => terminal.out.line(text.trimEnd()),
    writeErr: (text: string) => terminal.err.line(text.trimEnd()),
    outputError: () => undefined,
    getOutHelpWidth: () => helpWidth(terminal.out),
    getErrHelpWidth: () => helpWidth(terminal.err),
    getOutHasColors: () => terminal.out.colored,
    getErrHasColors: () => terminal.err.colored,
  };
}

function helpWidth({ columns }: Sink): number {
  return Math.min(columns, 100);
}
