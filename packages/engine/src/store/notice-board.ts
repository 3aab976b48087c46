/** Hands notices to whoever subscribed in this process, and watches for other processes only while someone listens. */
import type { Notice, NoticeListener, Notices, Origin } from './notices.js';

export class NoticeBoard implements Notices {
  readonly #listeners = new Set<NoticeListener>();
  #unwatch: (() => void) | undefined;
  #started = false;

  /** `watch`: calls back when another process may have written; gives how to stop. */
  constructor(private readonly watch: (heard: (notice: Notice) => void) => () => void) {}

  subscribe(listener: NoticeListener): () => void {
    const own: NoticeListener = (notice, origin) => listener(notice, origin);
    this.#listeners.add(own);
    this.#watchIfNeeded();
    return () => {
      this.#listeners.delete(own);
      this.#watchIfNeeded();
    };
  }

  publish(notices: Iterable<Notice>, origin: Origin): void {
    for (const notice of notices) {
      for (const listener of this.#listeners) listener(notice, origin);
    }
  }

  /** The database is open and can be watched. */
  start(): void {
    this.#started = true;
    this.#watchIfNeeded();
  }

  /** Forgets all listeners. */
  close(): void {
    this.#started = false;
    this.#listeners.clear();
    this.#watchIfNeeded();
  }

  #watchIfNeeded(): void {
    if (this.#listeners.size === 0) {
      this.#unwatch?.();
      this.#unwatch = undefined;
    } else if (this.#started) {
      this.#unwatch ??= this.watch((notice) => this.publish([notice], 'elsewhere'));
    }
  }
}
