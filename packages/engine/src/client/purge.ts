/**
 * Deletes instances that have ended, batch by batch.
 *
 * Always: every batch is a short transaction of its own, and between two of them others get as much time as the last one took. What
 * is interrupted has deleted what it had come to, and can be run again.
 */
import { OptionInvalidError, parseInstant } from '@waystone/core';
import { assertAmong, assertOptionNames, assertText, assertWhole } from '../options.js';
import type { OptionNames } from '../options.js';
import type { Clock, Instant } from '../ports.js';
import type { InstanceNumber, LaneEnd, PurgeSearch, Store } from '../store/store.js';

/** Which instances to purge. */
export interface PurgeOptions {
  /** Only those that ended before this. Their ids are free afterwards, so keep them for longer than a start may be repeated. */
  readonly endedBefore: Date | Instant;
  /** Only of the workflow of this name. Default: of all. */
  readonly workflow?: string;
  /** Only those that ended in one of these ways. Default: all. */
  readonly status?: readonly LaneEnd[];
  /** At most so many instances, those that were started first. Default: all. */
  readonly limit?: number;
  /** Deletes nothing, and tells how many it would. Default: false. */
  readonly dryRun?: boolean;
}

/** What a purge has done. */
export interface PurgeResult {
  /** Instances that were deleted, or would be. */
  readonly instances: number;
}

const names: OptionNames<PurgeOptions> = { endedBefore: true, workflow: true, status: true, limit: true, dryRun: true };
const ends: readonly LaneEnd[] = ['completed', 'failed', 'canceled'];

/** Bounds how long one transaction keeps others waiting. */
const largestBatch = 100;

export async function purge(store: Store, clock: Clock, options: PurgeOptions): Promise<PurgeResult> {
  const { limit = Infinity, dryRun = false, ...search } = parsed(options);
  let instances = 0;
  for (let after: InstanceNumber | undefined = 0; after !== undefined && instances < limit;) {
    const found = await store.purgeable({ ...search, after, limit: Math.min(largestBatch, limit - instances) });
    instances += dryRun ? found.instances.length : await deleteAll(store, clock, found.instances);
    after = found.next;
  }
  return { instances };
}

type Parsed = Omit<PurgeSearch, 'after' | 'limit'> & Pick<PurgeOptions, 'limit' | 'dryRun'>;

function parsed(options: PurgeOptions): Parsed {
  assertOptionNames(options, names);
  const { endedBefore, workflow, status, limit, dryRun = false } = options;
  if (workflow !== undefined) assertText('workflow', workflow);
  if (limit !== undefined) assertWhole('limit', limit);
  assertAmong('dryRun', dryRun, [true, false]);
  return { ...options, endedBefore: parseInstant(endedBefore), ...(status !== undefined && { status: parsedEnds(status) }) };
}

function parsedEnds(given: readonly LaneEnd[]): readonly LaneEnd[] {
  if (!Array.isArray(given) || given.length === 0)
    throw new OptionInvalidError('status', "is no list, or an empty one; give one, e.g. ['completed']");
  for (const [index, one] of given.entries()) assertAmong(`status[${index}]`, one, ends);
  return given;
}

/** Gives how many were deleted. Those with a long history go with others that have one, and at last alone, piece by piece. */
async function deleteAll(store: Store, clock: Clock, instances: readonly InstanceNumber[]): Promise<number> {
  if (instances.length === 0) return 0;
  const begunAt = clock.now();
  const { deleted, longer } = await store.purge(instances);
  const tookMs = clock.now() - begunAt;
  if (tookMs > 0) await new Promise<void>((resolve) => clock.after(tookMs, resolve));
  let all = deleted;
  for (const group of inGroups(longer, Math.ceil(instances.length / 10))) all += await deleteAll(store, clock, group);
  return all;
}

function inGroups<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
