/** How a child is started: the options of `child(…)`, and what they come to. */
import { OptionInvalidError } from '../errors/flow.js';
import { parseInstant } from './duration.js';
import { assertInstanceId } from './instance-id.js';
import { parsePriority, parseQueue, parseTags, type Placement, type Priority } from './placement.js';

/** What becomes of a living child when its parent ends. */
export type OnParentClose = 'cancel' | 'abandon' | 'terminate';

/** How a child is started. Every option may be computed. */
export interface ChildOptions {
  /** The child's id: 1 to 256 bytes, unique over all workflows. Default: one made of the parent's, its own for every start. */
  readonly id?: string | undefined;
  /**
   * What becomes of the child if it still lives when its parent ends, or when a wait of the parent for it is canceled:
   * it is asked to `'cancel'` (default), ends at once with no cleanup (`'terminate'`), or goes on (`'abandon'`).
   */
  readonly onParentClose?: OnParentClose | undefined;
  /** The queue whose workers work on it: 1 to 256 bytes. Default: that of its workflow. */
  readonly queue?: string | undefined;
  /** 1 goes first, 5 last. Default: that of its workflow. */
  readonly priority?: Priority | undefined;
  /** What workers have to have to take any part of it. Default: nothing. */
  readonly tags?: readonly string[] | undefined;
  /** Not before this: a `Date`, or milliseconds since 1970. Default: now. */
  readonly startAt?: Date | number | undefined;
}

/** The options of a child that were found to be possible. */
export interface ChildPlan extends Placement {
  /** Absent: one is made. */
  readonly id?: string;
  readonly onParentClose: OnParentClose;
  /** Sorted, each once. Absent: nothing is needed. */
  readonly tags?: readonly string[];
  /** Milliseconds since 1970. Absent: now. */
  readonly startAt?: number;
}

/** Which child is meant. */
interface Reference {
  readonly instanceId: string;
  readonly workflow: string;
  readonly uid: string;
}

/**
 * The reference that a wait for a child was given.
 *
 * @throws {InstanceIdInvalidError} if it is none.
 */
export function childReference(value: unknown): Reference {
  const { instanceId, workflow, uid } = (value ?? {}) as Partial<Record<keyof Reference, unknown>>;
  assertInstanceId(instanceId);
  return { instanceId, workflow: String(workflow), uid: String(uid) };
}

const closings: readonly unknown[] = ['cancel', 'abandon', 'terminate'] satisfies OnParentClose[];

function parseOnParentClose(value: unknown): OnParentClose {
  if (closings.includes(value)) return value as OnParentClose;
  throw new OptionInvalidError('onParentClose', `is ${JSON.stringify(value)}; give 'cancel', 'abandon' or 'terminate'`);
}

/** @throws {InstanceIdInvalidError}, {OptionInvalidError} or {InstantInvalidError} if an option has an impossible value. */
export function childPlan({ id, onParentClose, queue, priority, tags, startAt }: ChildOptions = {}): ChildPlan {
  if (id !== undefined) assertInstanceId(id);
  return {
    ...(id !== undefined && { id }),
    onParentClose: onParentClose === undefined ? 'cancel' : parseOnParentClose(onParentClose),
    ...(queue !== undefined && { queue: parseQueue(queue) }),
    ...(priority !== undefined && { priority: parsePriority(priority) }),
    ...(tags !== undefined && { tags: parseTags(tags) }),
    ...(startAt !== undefined && { startAt: parseInstant(startAt) }),
  };
}
