/**
 * Tells of instances that are ready but were started by another build: this worker leaves them alone, and if no worker
 * of that build runs, nobody would say why they stand still.
 */
import type { Logger } from '@waystone/core';
import type { Store } from '../store/store.js';
import type { Registry } from './registry.js';

export class OtherBuilds {
  readonly #told = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly registry: Registry,
    private readonly logger: Logger,
  ) {}

  /** Tells once of every build. Reads the index of ready lanes, however many instances there are. */
  async check(queues: readonly string[]): Promise<void> {
    const known = new Set(this.registry.hashes());
    const now = await this.store.now();
    for (const { workflow } of this.registry.graphs()) {
      for (const hash of await this.store.graphHashes(workflow)) {
        if (known.has(hash) || this.#told.has(hash)) continue;
        const due = await this.store.nextDue({ graphs: [hash], queues });
        if (due !== undefined && due <= now) this.#tell(workflow, hash);
      }
    }
  }

  #tell(workflow: string, hash: string): void {
    this.#told.add(hash);
    this.logger.warn(
      `instances of workflow "${workflow}" that another build started (graph ${hash.slice(0, 12)}) are ready, and this worker ` +
        `leaves them alone; run a worker of that build until they have ended, or cancel them`,
    );
  }
}
