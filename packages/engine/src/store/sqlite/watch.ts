/**
 * Notices writes of other processes: a watch on the `-wal` file, to which every write goes, and a slow poll as the
 * safety net. `PRAGMA data_version` tells others' writes from our own.
 *
 * Always: at most one question per {@link restMs} while others write on and on, and a few more as they begin; none but the
 * poll's once nobody has written for {@link longestRestMs}.
 */
import { watch as watchFile } from 'node:fs';
import type { Clock } from '../../ports.js';

interface WatchOptions {
  /** The database file. */
  readonly path: string;
  readonly clock: Clock;
  /** Changes whenever another connection has written. */
  readonly version: () => number | undefined;
  readonly changed: () => void;
}

/** After a write that comes when nobody has looked for a while. */
const firstRestMs = 1;
const restMs = 5;
const longestRestMs = 640;
const pollMs = 2_000;

/** Gives how to stop. */
export function watchWrites({ path, clock, version, changed }: WatchOptions): () => void {
  let seen = version();
  let lookedAt = -Infinity;
  let rest = restMs;
  let cancelCheck: (() => void) | undefined;
  let cancelPoll = (): void => {};

  const look = (): void => {
    lookedAt = clock.now();
    const found = version();
    if (found === undefined || found === seen) return;
    seen = found;
    changed();
  };
  // A write shows before its sync is over and its commit can be seen, so what is not there yet is looked for again: each time
  // after as long as it has been until then.
  const check = (sinceWriteMs: number): void => {
    cancelCheck = undefined;
    look();
    if (sinceWriteMs < longestRestMs) checkAfter(sinceWriteMs, sinceWriteMs * 2);
  };
  const checkAfter = (ms: number, sinceWriteMs: number): void => {
    cancelCheck?.();
    rest = ms;
    cancelCheck = clock.after(ms, () => check(sinceWriteMs));
  };
  const written = (): void => {
    if (cancelCheck !== undefined && rest <= restMs) return;
    const ms = clock.now() - lookedAt < restMs ? restMs : firstRestMs;
    checkAfter(ms, ms);
  };
  const poll = (): void => {
    look();
    cancelPoll = clock.after(pollMs, poll);
  };
  const stopWatching = watchWal(path, written);
  cancelPoll = clock.after(pollMs, poll);

  return () => {
    stopWatching();
    cancelCheck?.();
    cancelPoll();
  };
}

/** Where files cannot be watched, the poll alone has to do. */
function watchWal(path: string, written: () => void): () => void {
  try {
    const watcher = watchFile(`${path}-wal`, { persistent: false }, written);
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}
