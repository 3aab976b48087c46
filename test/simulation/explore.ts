/** Has another process simulate: a mutant is put into modules before they are loaded, and a process ends with all that it holds. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Found, Share } from './share.ts';

/** A scenario and all that is done to make it smaller take less, unless it goes round and round between two choices. */
const mostSilentMs = 600_000;

/** @throws Error if the process ends for another reason than that it is done. */
export async function explore(share: Share, told: (found: Found) => void): Promise<void> {
  const child = fork(join(import.meta.dirname, 'explorer.ts'), [JSON.stringify(share)], { execArgv: [] });
  let seed = share.seed;
  const stuck = setTimeout(() => {
    console.error(`seed ${seed} comes to no end: it goes round and round between two choices`);
    child.kill('SIGKILL');
  }, mostSilentMs);
  child.on('message', (found: Found) => {
    stuck.refresh();
    seed = share.seed + found.scenarios * share.stride;
    told(found);
  });
  // The last message may be on its way when the process has ended.
  const [[code]] = (await Promise.all([once(child, 'exit'), once(child, 'disconnect')])) as [[number | null], unknown];
  clearTimeout(stuck);
  if (code !== 0) throw new Error(`a process that simulated ended with ${code}; its message is above`);
}
