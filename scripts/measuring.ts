/** What every measurement begins with: what it measures is built, and a PostgreSQL with full durability runs unless DATABASE_URL names one. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { startServer } from '../test/support/postgres/start-server.ts';
import { runStages, type Stage } from './stages.ts';

export interface Measurement {
  /** Folder of the program, with its `tsconfig.json`. */
  readonly folder: string;
  /** The compiled program, relative to the folder. */
  readonly program: string;
  /** What `--help` says, with nothing installed or built. */
  readonly help: string;
  /** What can be given to options that take names, with commas between. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  readonly before?: readonly Stage[];
  readonly env?: NodeJS.ProcessEnv;
  /** Default: true. */
  readonly needsPostgres?: boolean;
}

/** Ends the process as the program ends. Its arguments are those of the command. */
export async function measure({
  folder,
  program,
  help,
  choices = {},
  before = [],
  env = {},
  needsPostgres = true,
}: Measurement): Promise<never> {
  if (process.argv.includes('--help')) {
    console.log(help);
    process.exit(0);
  }
  refuseUnknown(choices);
  await runStages([
    ...before,
    { name: 'build', about: 'the packages', command: ['tsc', '-b'] },
    { name: 'compile', about: 'the workflows', command: ['node', 'scripts/fixtures.ts'] },
    { name: 'compile', about: 'the measurement', command: ['tsc', '-p', folder] },
  ]);
  const server = needsPostgres && process.env['DATABASE_URL'] === undefined ? await startServer({ durable: true }) : undefined;
  const { status } = spawnSync(process.execPath, [`${folder}/${program}`, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ...(server && { DATABASE_URL: server.url }), ...env },
  });
  await server?.stop();
  return process.exit(status ?? 1);
}

/** Before anything is built: that takes minutes. */
function refuseUnknown(choices: NonNullable<Measurement['choices']>): void {
  const options = Object.fromEntries(Object.keys(choices).map((name) => [name, { type: 'string' } as const]));
  const { values } = parseArgs({ args: process.argv.slice(2), options, strict: false });
  for (const [option, known] of Object.entries(choices)) {
    const given = values[option];
    const unknown = typeof given === 'string' ? given.split(',').find((name) => !known.includes(name)) : undefined;
    if (unknown === undefined) continue;
    console.error(`--${option}: ${JSON.stringify(unknown)} is none of ${known.join(', ')}`);
    process.exit(2);
  }
}
