/**
 * Purges what has ended some time ago, of the workflows of a worker.
 *
 * Always: of the live workers that are told to purge a workflow, the one that joined first does; for the moment in which that changes
 * there may be two, which delete nothing twice. A piece rests for nine times as long as it took.
 */
import type { Logger } from '@waystone/core';
import { PurgePass } from '../purge-pass.js';
import type { Clock } from '../ports.js';
import type { Store } from '../store/store.js';

export interface RetentionOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long instances stay after their end. */
  readonly retentionMs: number;
  /** Names of workflows. */
  readonly workflows: readonly string[];
}

/** How often all instances are walked over: within a twenty-fourth of the time that they stay, within these bounds. */
const shortestIntervalMs = 60_000;
const longestIntervalMs = 3_600_000;
/** Of the time that it takes, a pass works a tenth at most. */
const restsPerPiece = 9;
const shortestRestMs = 100;

export class Retention {
  readonly #options: RetentionOptions;
  #pass: PurgePass | undefined;
  #owner = 0;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** One piece. Gives how long to rest. */
  async turn(owner: number): Promise<number> {
    const { clock } = this.#options;
    const begunAt = clock.now();
    // After a lease that was lost, somebody else may be at it.
    if (owner !== this.#owner) this.#pass = undefined;
    this.#owner = owner;
    this.#pass ??= await this.#begin(owner);
    await this.#pass?.piece();
    if (this.#pass && !this.#pass.isOver) return Math.max(restsPerPiece * (clock.now() - begunAt), shortestRestMs);
    this.#tell(this.#pass?.instances ?? 0);
    this.#pass = undefined;
    return this.#intervalMs;
  }

  async #begin(owner: number): Promise<PurgePass | undefined> {
    const { store, retentionMs } = this.#options;
    const workflows = await store.leftToPurge(owner, this.#options.workflows);
    return workflows.length === 0 ? undefined : new PurgePass(store, { endedBefore: (await store.now()) - retentionMs, workflows });
  }

  #tell(instances: number): void {
    if (instances > 0) this.#options.logger.debug('instances were deleted that ended longer ago than the retention', { instances });
  }

  get #intervalMs(): number {
    return Math.min(Math.max(this.#options.retentionMs / 24, shortestIntervalMs), longestIntervalMs);
  }
}
