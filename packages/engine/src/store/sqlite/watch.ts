/**
 * Notices writes of other processes: a watch on the `-wal` file, to which every write goes, and a slow poll as the
 * safety net. `PRAGMA data_version` tells others' writes from our own.
 *
 * Always: at most one question per {@link restMs}, however much is written; none but the poll's while nobody writes.
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
const pollMs = 2_000;

/** Gives how to stop. */
export function watchWrites({ path, clock, version, changed }: WatchOptions): () => void {
  let seen = version();
  let cancelCheck: (() => void) | undefined;
  let cancelPoll = (): void => {};

  const check = (): void => {
    cancelCheck = undefined;
    const found = version();
    if (found === undefined || found === seen) return;
    seen = found;
    changed();
  };
  const poll = (): void => {
    check();
    cancelPoll = clock.after(pollMs, poll);
  };
  const stopWatching = watchWal(path, () => (cancelCheck ??= clock.after(restMs, check)));
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
