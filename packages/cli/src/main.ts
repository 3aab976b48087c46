/** The process: arguments in, exit code out. Output that nobody reads any more (`| head`) ends it quietly. */
import { createRequire } from 'node:module';
import { CommanderError } from 'commander';
import { UsageError } from './errors.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { createProgram } from './program.js';
import { reportError } from './terminal/report-error.js';
import { processTerminal } from './terminal/terminal.js';

const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string };
const session = { terminal: processTerminal(), env: process.env, cwd: process.cwd(), version };

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok);
  throw error;
});

const program = createProgram(session);
try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) endParsing(error);
  else fail(error);
}
leave();

/** Modules that a command loaded for the author may hold connections open. The process ends all the same, its output written. */
function leave(): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}

function fail(error: unknown): void {
  reportError(session.terminal.err, error, wantsJson(process.argv));
  process.exitCode = exitCodeOf(error);
}

/** What is wrong with the arguments is said in the form that they ask for, as far as it can be seen. */
function wantsJson(args: readonly string[]): boolean {
  return args.some((each, at) => each === '--json' || each === '--format=json' || (each === 'json' && args[at - 1] === '--format'));
}

/** Help and version that were asked for are no error. Help for want of a command has been written already. */
function endParsing({ code, exitCode, message }: CommanderError): void {
  if (exitCode === 0) return;
  if (code === 'commander.help') process.exitCode = exitCodes.usage;
  else fail(new UsageError(`${sentence(message)}; see \`${helpCommand()}\``));
}

function sentence(message: string): string {
  return message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '');
}

function helpCommand(): string {
  const command = program.commands.map((each) => each.name()).find((name) => name === process.argv[2]);
  return command === undefined ? 'waystone --help' : `waystone ${command} --help`;
}
