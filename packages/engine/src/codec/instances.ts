/**
 * Instances of classes with registered codecs: their data, and the order in which they are read.
 *
 * Always: in what was written an instance is an element of the graph's array, and is only made when all that its data
 * refers to is there; so it cannot hold itself.
 */
import { CodecNotRegisteredError, assert } from '@waystone/core';
import { codecNamed, codecOf } from '@waystone/core/runtime';
import { Tag } from 'cbor-x';
import { tags } from './tags.js';

/** The most instances in one value: a codec whose data is another instance each time would never end. */
export const maxInstances = 100_000;

/** An instance as it is written. */
export interface WrittenInstance {
  readonly codec: string;
  readonly data: unknown;
}

/** What the codec of an instance makes of it. */
export function encodeInstance(value: object): WrittenInstance {
  const codec = codecOf(Object.getPrototypeOf(value));
  assert(codec, 'an instance has no codec');
  return { codec: codec.name, data: codec.encode(value) };
}

/**
 * @throws {CodecNotRegisteredError} if no codec has that name here.
 * @throws {InstanceUnreadable} if the codec throws.
 */
export function decodeInstance({ codec: name, data }: WrittenInstance): object {
  const codec = codecNamed(name);
  if (codec === undefined) throw new CodecNotRegisteredError(name);
  try {
    return codec.decode(data);
  } catch (error) {
    throw new InstanceUnreadable(`the codec '${name}' throws ${String(error)}`, { cause: error });
  }
}

/** The author's codec does not take the data that it once gave. */
class InstanceUnreadable extends Error {}

/** An element of the graph's array that is an instance. */
export function instanceIn(element: unknown): WrittenInstance | undefined {
  if (!(element instanceof Tag) || element.tag !== tags.instance) return undefined;
  const [codec, data] = element.value as readonly unknown[];
  return { codec: String(codec), data };
}

/** An instance holds itself, by way of others or at once. */
export class InstanceCycle extends Error {}

/**
 * Indexes of the instances in a graph's array: each after those that its data refers to.
 *
 * @throws {InstanceCycle} if there is no such order.
 */
export function instanceOrder(written: readonly unknown[]): readonly number[] {
  const done = new Set<number>();
  for (const [index, element] of written.entries()) if (instanceIn(element)) follow(index, done, written);
  return [...done];
}

/** Adds an instance to `done`, after those behind it. A stack of its own: a chain of instances may be long. */
function follow(first: number, done: Set<number>, written: readonly unknown[]): void {
  const open = new Set<number>();
  const stack = [{ index: -1, behind: [first].values() as Iterator<number> }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { done: isAtEnd, value: next } = top.behind.next();
    if (isAtEnd === true) {
      stack.pop();
      open.delete(top.index);
      if (top.index >= 0) done.add(top.index);
    } else if (open.has(next)) throw new InstanceCycle('an instance holds itself');
    else if (!done.has(next)) {
      open.add(next);
      stack.push({ index: next, behind: instancesBehind(next, written) });
    }
  }
}

/** The instances that an element refers to, directly or by way of elements that are none. */
function* instancesBehind(start: number, written: readonly unknown[]): Generator<number> {
  const seen = new Set<number>();
  const waiting = [start];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    for (const next of referencesIn(written[index])) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (instanceIn(written[next])) yield next;
      else waiting.push(next);
    }
  }
}

function referencesIn(content: unknown): readonly number[] {
  if (typeof content !== 'object' || content === null) return [];
  if (content instanceof Tag) return content.tag === tags.reference ? [content.value as number] : referencesIn(content.value);
  if (Array.isArray(content) || content instanceof Set) return [...content].flatMap(referencesIn);
  if (content instanceof Map) return [...content].flat().flatMap(referencesIn);
  return Object.getPrototypeOf(content) === Object.prototype ? Object.values(content).flatMap(referencesIn) : [];
}
