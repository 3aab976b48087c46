/** Where an instance's work is done, and when: queue, priority and tags. This file is the only source of the defaults. */
import { OptionInvalidError } from '../errors/flow.js';

/** 1 goes first, 5 last. */
export type Priority = 1 | 2 | 3 | 4 | 5;

/** The queue of instances that say nothing of it. */
export const defaultQueue = 'default';

/** The priority of instances that say nothing of it. */
export const defaultPriority: Priority = 3;

const maxNameBytes = 256;
/** Those of an instance and of a task together have to fit into one key of an index. */
const maxTagsBytes = 1_000;

/** What is wrong with a name; `undefined`: nothing. */
function problemOf(name: unknown): string | undefined {
  if (typeof name !== 'string') return `is ${name === null ? 'null' : `of type ${typeof name}`}`;
  if (!name.isWellFormed()) return 'has half of a surrogate pair, which is no character';
  const bytes = new TextEncoder().encode(name).length;
  if (bytes === 0) return 'is empty';
  return bytes > maxNameBytes ? `takes ${bytes} bytes` : undefined;
}

/**
 * A name: of a queue, a tag, a signal that is not to be sent twice.
 *
 * @throws {OptionInvalidError} if it is not a text of 1 to 256 bytes.
 */
export function parseName(option: string, name: unknown): string {
  const problem = problemOf(name);
  if (problem !== undefined) throw new OptionInvalidError(option, `${problem}; give a text of 1 to ${maxNameBytes} bytes`);
  return name as string;
}

/**
 * The name of a queue.
 *
 * @throws {OptionInvalidError} if it is not a text of 1 to 256 bytes.
 */
export function parseQueue(queue: unknown): string {
  return parseName('queue', queue);
}

/**
 * A priority.
 *
 * @throws {OptionInvalidError} if it is not a whole number from 1 to 5.
 */
export function parsePriority(priority: unknown): Priority {
  if (typeof priority === 'number' && Number.isInteger(priority) && priority >= 1 && priority <= 5) return priority as Priority;
  throw new OptionInvalidError(
    'priority',
    `is ${typeof priority === 'string' ? JSON.stringify(priority) : String(priority)}; give a whole number from 1 (first) to 5 (last)`,
  );
}

/**
 * Tags in their one form: sorted, each once.
 *
 * @throws {OptionInvalidError} if they are not a list of texts of 1 to 256 bytes, or take more than 1,000 bytes in all.
 */
export function parseTags(tags: unknown): readonly string[] {
  if (!Array.isArray(tags)) throw new OptionInvalidError('tags', "is not a list; give a list of texts, e.g. ['gpu']");
  const parsed = [...new Set(tags.map((tag: unknown, index) => parseName(`tags[${index}]`, tag)))].toSorted();
  const bytes = new TextEncoder().encode(JSON.stringify(parsed)).length;
  if (bytes > maxTagsBytes)
    throw new OptionInvalidError(
      'tags',
      `take ${bytes} bytes; give tags of at most ${maxTagsBytes} bytes in all, as the text of a JSON array`,
    );
  return parsed;
}

/** Where instances of a workflow go, as far as its options say so. */
export interface Placement {
  /** Absent: `'default'`. */
  readonly queue?: string;
  /** Absent: 3. */
  readonly priority?: Priority;
}

/**
 * The placement that the options of a workflow ask for.
 *
 * @throws {OptionInvalidError} if an option has an impossible value.
 */
export function placementOf({ queue, priority }: { readonly queue?: unknown; readonly priority?: unknown }): Placement {
  return {
    ...(queue !== undefined && { queue: parseQueue(queue) }),
    ...(priority !== undefined && { priority: parsePriority(priority) }),
  };
}
