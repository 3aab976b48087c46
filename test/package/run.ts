/** Runs a program to its end. */
import { spawn } from 'node:child_process';

/** Everything that the program printed. Fails, with all of it, if the exit code is not 0. */
export function run(program: string, values: readonly string[], cwd: string): Promise<string> {
  const child = spawn(program, values, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const text = Buffer.concat(output).toString();
      if (code === 0) resolve(text);
      else reject(new Error(`\`${[program, ...values].join(' ')}\` ended with ${code}:\n${text}`));
    });
  });
}
