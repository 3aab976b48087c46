/** Servers of a guide: processes that go on while the guide does. */
import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** Starts a server and waits until it prints `sign`. It is stopped, with all that it started, when the test ends. */
export async function serve(command: string, sign: string, cwd: string, env: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn('sh', ['-c', command], { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const ended = new Promise<void>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await ended;
  });
  const printed: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed.push(chunk.toString());
      if (printed.join('').includes(sign)) resolve();
    });
    void ended.then(() => reject(new Error(`\`${command}\` ended:\n${printed.join('')}`)));
  });
}
