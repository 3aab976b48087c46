/**
 * Tells of instances that are ready and that no live worker takes: nobody else would say why they stand still.
 *
 * Always: tells once of each kind, and only of what it found at two looks in a row, since workers come and go while they
 * are deployed.
 */
import type { Logger } from '@waystone/core';
import type { Lack, Store, Unserved } from '../store/store.js';

export class UnservedWork {
  #seen = new Set<string>();
  readonly #told = new Set<string>();

  constructor(
    private readonly store: Store,
    /** Names of the workflows that this worker knows. */
    private readonly workflows: readonly string[],
    private readonly logger: Logger,
  ) {}

  /** Reads the index of ready lanes, however many instances there are. */
  async check(): Promise<void> {
    const found = new Map((await this.store.unserved(this.workflows)).map((unserved) => [kindOf(unserved), unserved]));
    for (const [kind, unserved] of found) {
      if (!this.#seen.has(kind) || this.#told.has(kind)) continue;
      this.#told.add(kind);
      this.logger.warn(
        `instances of workflow "${unserved.workflow}" are ready, and no worker takes them: ${problems[unserved.lacks](unserved)}`,
      );
    }
    this.#seen = new Set(found.keys());
  }
}

/** Whatever differs beside it, what there is to do about it is the same. */
function kindOf(unserved: Unserved): string {
  return `${unserved.workflow} ${problems[unserved.lacks](unserved)}`;
}

const problems: { readonly [Kind in Lack]: (unserved: Unserved) => string } = {
  worker: () => 'none is running',
  build: ({ graph }) =>
    `another build started them (graph ${graph.slice(0, 12)}); run a worker of that build until they have ended, or cancel them`,
  queue: ({ queue }) => `none serves queue "${queue}"; run one with queues: ${JSON.stringify([queue])}`,
  tags: ({ queue, tags }) => `none that serves queue "${queue}" has all of their tags; run one with tags: ${JSON.stringify(tags)}`,
};
