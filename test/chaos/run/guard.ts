/**
 * The guard: ends the processes of a run when the driver is gone, whatever has happened to it and even if they are
 * stopped. `node guard.ts`: a line `+pid` names a process that lives, `-pid` one that has ended; the end of the input is
 * the end of the driver.
 */
import { createInterface } from 'node:readline';

const living = new Set<number>();
// What ends the driver must not end its guard before.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('+')) living.add(Number(line.slice(1)));
  else living.delete(Number(line.slice(1)));
}
for (const pid of living) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
