/** Has another process simulate: a mutant is put into modules before they are loaded, and a process ends with all that it holds. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Found, Share } from './share.ts';

/** @throws Error if the process ends for another reason than that it is done. */
export async function explore(share: Share, told: (found: Found) => void): Promise<void> {
  const child = fork(join(import.meta.dirname, 'explorer.ts'), [JSON.stringify(share)], { execArgv: [] });
  child.on('message', (found) => told(found as Found));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`a process that simulated ended with ${code}; its message is above`);
}
