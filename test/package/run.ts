/** Runs a program to its end. */
import { spawn } from 'node:child_process';

/** Variables of the environment, besides those of this process. */
export type Environment = Readonly<Record<string, string>>;

/** What the program printed to standard output. Fails, with all of its output, if the exit code is not 0. */
export function run(program: string, values: readonly string[], cwd: string, env: Environment = {}): Promise<string> {
  const child = spawn(program, values, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1', ...env } });
  const printed: Buffer[] = [];
  const complained: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complained.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(printed).toString());
      const output = Buffer.concat([...printed, ...complained]).toString();
      reject(new Error(`\`${[program, ...values].join(' ')}\` ended with ${code}:\n${output}`));
    });
  });
}
