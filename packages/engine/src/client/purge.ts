/**
 * Deletes instances that have ended, at once.
 *
 * Always: between two pieces others get as much time as the last one took.
 */
import { OptionInvalidError, parseInstant } from '@waystone/core';
import { assertAmong, assertOptionNames, assertText, assertWhole } from '../options.js';
import type { OptionNames } from '../options.js';
import type { Clock, Instant } from '../ports.js';
import { PurgePass } from '../purge-pass.js';
import type { PassOptions } from '../purge-pass.js';
import type { LaneEnd, Store } from '../store/store.js';
import { unknownWorkflow } from './unknown-workflow.js';

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

export async function purge(store: Store, clock: Clock, options: PurgeOptions): Promise<PurgeResult> {
  const pass = new PurgePass(store, parsed(options));
  if (options.workflow !== undefined) await assertKnown(store, options.workflow);
  while (!pass.isOver) {
    const begunAt = clock.now();
    await pass.piece();
    if (options.dryRun !== true) await rest(clock, clock.now() - begunAt);
  }
  return { instances: pass.instances };
}

async function assertKnown(store: Store, workflow: string): Promise<void> {
  const known = await store.workflows();
  if (!known.includes(workflow)) throw unknownWorkflow(workflow, known);
}

function rest(clock: Clock, ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => clock.after(ms, resolve));
}

function parsed(options: PurgeOptions): PassOptions {
  assertOptionNames(options, names);
  const { endedBefore, workflow, status, limit, dryRun = false } = options;
  if (workflow !== undefined) assertText('workflow', workflow);
  if (limit !== undefined) assertWhole('limit', limit);
  assertAmong('dryRun', dryRun, [true, false]);
  return {
    endedBefore: parseInstant(endedBefore),
    dryRun,
    ...(workflow !== undefined && { workflows: [workflow] }),
    ...(status !== undefined && { status: parsedEnds(status) }),
    ...(limit !== undefined && { limit }),
  };
}

function parsedEnds(given: readonly LaneEnd[]): readonly LaneEnd[] {
  if (!Array.isArray(given) || given.length === 0)
    throw new OptionInvalidError('status', "is no list, or an empty one; give one, e.g. ['completed']");
  for (const [index, one] of given.entries()) assertAmong(`status[${index}]`, one, ends);
  return given;
}
