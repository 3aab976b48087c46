/**
 * One walk over all instances of a store, which deletes those that have ended, piece by piece.
 *
 * Always: a piece reads and deletes a bounded number of rows, in a short transaction of its own. What is interrupted has deleted what
 * it had come to, and can be run again.
 */
import type { InstanceNumber, PurgeSearch, Store } from './store/store.js';

/** What a pass deletes. */
export interface PassOptions extends Omit<PurgeSearch, 'after' | 'limit'> {
  /** At most so many instances, those that were started first. Default: all. */
  readonly limit?: number;
  /** Deletes nothing, and counts. Default: false. */
  readonly dryRun?: boolean;
}

/** Bounds how long one transaction keeps others waiting. */
const largestGroup = 100;

export class PurgePass {
  readonly #store: Store;
  readonly #search: Omit<PurgeSearch, 'after' | 'limit'>;
  readonly #limit: number;
  readonly #dryRun: boolean;
  /** Behind which to look on; undefined: all were looked at. */
  #after: InstanceNumber | undefined = 0;
  /** Found, and not deleted yet. */
  #groups: readonly (readonly InstanceNumber[])[] = [];
  #instances = 0;

  constructor(store: Store, { limit = Infinity, dryRun = false, ...search }: PassOptions) {
    this.#store = store;
    this.#search = search;
    this.#limit = limit;
    this.#dryRun = dryRun;
  }

  /** How many were deleted, or would be. */
  get instances(): number {
    return this.#instances;
  }

  get isOver(): boolean {
    return this.#groups.length === 0 && (this.#after === undefined || this.#instances >= this.#limit);
  }

  async piece(): Promise<void> {
    if (this.#groups.length === 0) this.#groups = await this.#find();
    const [group, ...others] = this.#groups;
    if (group === undefined) return;
    // A piece that throws is done again.
    const longer = this.#dryRun ? this.#count(group) : await this.#delete(group);
    // Those with a long history go with others that have one, and at last alone.
    this.#groups = [...inGroups(longer, Math.ceil(group.length / 10)), ...others];
  }

  async #find(): Promise<readonly (readonly InstanceNumber[])[]> {
    const after = this.#after ?? 0;
    const { instances, next } = await this.#store.purgeable({
      ...this.#search,
      after,
      limit: Math.min(largestGroup, this.#limit - this.#instances),
    });
    this.#after = next;
    return instances.length === 0 ? [] : [instances];
  }

  async #delete(group: readonly InstanceNumber[]): Promise<readonly InstanceNumber[]> {
    const { deleted, longer } = await this.#store.purge(group);
    this.#instances += deleted;
    return longer;
  }

  #count(group: readonly InstanceNumber[]): readonly InstanceNumber[] {
    this.#instances += group.length;
    return [];
  }
}

function inGroups<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
