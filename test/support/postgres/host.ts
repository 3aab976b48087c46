/** What the servers of the tests share: where they listen, the user they run as, the moment they are ready, and when they end. */
import type { ChildProcess } from 'node:child_process';
import { chownSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export const host = '127.0.0.1';

/** Servers do not run as root; then they run as `nobody`. */
export const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Gives a file or folder to the user that servers run as. */
export function handOver(path: string): void {
  if (nobody.uid !== undefined) chownSync(path, nobody.uid, nobody.gid);
}

/** Resolves once the server has said so on its standard error. */
export async function ready(server: ChildProcess, sign: string): Promise<void> {
  const said: string[] = [];
  const lines = createInterface({ input: server.stderr ?? process.stdin });
  const opened = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.includes(sign)) resolve();
    });
  });
  const died = once(server, 'exit').then(() => {
    throw new Error(`${server.spawnfile} ended at its start:\n${said.join('\n')}`);
  });
  await Promise.race([opened, died]);
  died.catch(() => undefined);
}

/** A server never outlives who started it: it is ended when standard input ends, or by a signal. */
export async function serveUntilInputEnds(server: ChildProcess): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.stdin.destroy());
  process.stdin.resume();
  await Promise.race([once(process.stdin, 'close'), once(server, 'exit')]);
  if (server.kill('SIGINT')) await once(server, 'exit');
}
