/** A worker in a process of its own, as far as a test can tell: it can be frozen, and killed at any commit. */
import type { Store } from '../store/store.js';
import type { Worker } from '../worker/worker.js';
import type { ProcessStore } from './process-store.js';

export class Process {
  readonly worker: Worker;
  readonly #own: ProcessStore;
  readonly #inner: Store;
  readonly #die: () => void;

  constructor({ worker, own, inner, die }: { worker: Worker; own: ProcessStore; inner: Store; die: () => void }) {
    this.worker = worker;
    this.#own = own;
    this.#inner = inner;
    this.#die = die;
  }

  /** As SIGSTOP does: nothing that it asks is answered until {@link thaw}. */
  freeze(): void {
    this.#own.freeze();
  }

  thaw(): void {
    this.#own.thaw();
  }

  /** The store as a client in this process has it. */
  get store(): Store {
    return this.#own.store;
  }

  get owners(): readonly number[] {
    return this.#own.owners;
  }

  announce(): void {
    this.#own.announce();
  }

  get isGone(): boolean {
    return this.#own.isGone();
  }

  get isDead(): boolean {
    return this.#own.isDead();
  }

  /** As SIGKILL does: nothing is released, nothing is said. */
  kill(): void {
    this.#own.kill();
    this.#die();
  }

  /** The kill, and the end of its connection. */
  async bury(): Promise<void> {
    this.kill();
    await this.#inner.close();
  }
}
