/**
 * Notices writes of other processes: a watch on the `-wal` file, to which every write goes, and a slow poll as the
 * safety net. `PRAGMA data_version` tells others' writes from our own.
 *
 * Always: at most one question per {@link restMs}, however much is written; none but the poll's once nobody has written
 * for {@link longestRestMs}.
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

const restMs = 5;
const longestRestMs = 640;
const pollMs = 2_000;

/** Gives how to stop. */
export function watchWrites({ path, clock, version, changed }: WatchOptions): () => void {
  let seen = version();
  let rest = restMs;
  let cancelCheck: (() => void) | undefined;
  let cancelPoll = (): void => {};

  const look = (): void => {
    const found = version();
    if (found === undefined || found === seen) return;
    seen = found;
    changed();
  };
  // A write shows before its sync is over and its commit can be seen, so what is not there yet is looked for again.
  const check = (): void => {
    cancelCheck = undefined;
    look();
    if (rest < longestRestMs) checkAfter(rest * 2);
  };
  const checkAfter = (ms: number): void => {
    cancelCheck?.();
    rest = ms;
    cancelCheck = clock.after(ms, check);
  };
  const written = (): void => {
    if (cancelCheck === undefined || rest > restMs) checkAfter(restMs);
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
