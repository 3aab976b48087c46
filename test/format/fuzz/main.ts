/**
 * `npm run fuzz`: opens bytes that nobody sealed until the time is over, in a process with little memory that must go on saying how
 * far it is. Everything must have been built. Ends with 0 if all was well, 1 if not, 2 for wrong options.
 */
import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { leave, numberOf, wholeOf } from '../../support/command-options.ts';
import type { Progress } from './seeker.ts';

const help = `Damages real envelopes, forges payloads and seals them again, and opens them all: a value that comes back the same must come of
each, or a named error, in bounded memory and time.

  npm run fuzz -- [options]

  --minutes <n>    how long (default 5)
  --cases <n>      no more than so many
  --seed <n>       begins with this case (default: another one every time); case after case counts on from it
  --mutant <name>  with a mistake in the codec, which is to be found: see test/format/mutants.ts
  --help           this text
`;

/** Far more than thousands of small payloads take. */
const longestSilenceMs = 120_000;

const { minutes, cases, seed, mutant } = options();
console.log(`damaged and forged bytes from seed ${seed}`);
const share = JSON.stringify({ seed, cases, ms: minutes * 60_000, mutant });
const child = fork(join(import.meta.dirname, 'seeker.ts'), [share], { execArgv: ['--max-old-space-size=256'] });
let progress: Progress = { next: seed, values: 0, errors: 0 };
let silence = watch();
child.on('message', (message) => {
  progress = message as Progress;
  clearTimeout(silence);
  silence = watch();
});
const [code] = (await once(child, 'exit')) as [number | null];
clearTimeout(silence);
const { next, values, errors } = progress;
console.log(`cases: ${next - seed}, values: ${values}, named errors: ${errors}`);
if (code !== 0) console.log(`it ended with ${code} soon after case ${next}: npm run fuzz -- --seed ${next}`);
process.exitCode = code === 0 ? 0 : 1;

function watch(): NodeJS.Timeout {
  return setTimeout(() => child.kill('SIGKILL'), longestSilenceMs);
}

interface Options {
  readonly minutes: number;
  readonly cases: number;
  readonly seed: number;
  readonly mutant: string | undefined;
}

function options(): Options {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ options: { minutes: text, cases: text, seed: text, mutant: text, help: { type: 'boolean' } } });
    if (values.help === true) return leave(help, 0);
    return {
      minutes: numberOf('minutes', values.minutes) ?? 5,
      cases: wholeOf('cases', values.cases, 1) ?? Number.MAX_SAFE_INTEGER,
      seed: wholeOf('seed', values.seed, 0) ?? randomInt(1_000_000_000),
      mutant: values.mutant,
    };
  } catch (error) {
    return leave(`${(error as Error).message}\n\n${help}`, 2);
  }
}
