/**
 * Instances of classes with registered codecs: their data, and the order in which they are read.
 *
 * Always: in what was written an instance is an element of the graph's array, and is only made when all that its data
 * refers to is there; so it cannot hold itself.
 */
import { CodecNotRegisteredError, assert } from '@waystone/core';
import { codecNamed, codecOf } from '@waystone/core/runtime';
import { Tag } from 'cbor-x';
import { componentsFrom, isCycle } from './components.js';
import { tags } from './tags.js';
import { Unreadable } from './unreadable.js';

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
 * @throws {Unreadable} if the codec throws: it does not take the data that it once gave.
 */
export function decodeInstance({ codec: name, data }: WrittenInstance): object {
  const codec = codecNamed(name);
  if (codec === undefined) throw new CodecNotRegisteredError(name);
  try {
    return codec.decode(data);
  } catch (error) {
    throw new Unreadable(`the codec '${name}' throws ${String(error)}`, { cause: error });
  }
}

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
  const isInstance = (index: number): boolean => instanceIn(written[index]) !== undefined;
  const references = (index: number): readonly number[] => referencesIn(written[index]);
  const order: number[] = [];
  for (const component of componentsFrom([...written.keys()].filter(isInstance), references)) {
    const index = component.find(isInstance);
    if (index === undefined) continue;
    if (isCycle(component, references)) throw new InstanceCycle('an instance holds itself');
    order.push(index);
  }
  return order;
}

function referencesIn(content: unknown): readonly number[] {
  if (typeof content !== 'object' || content === null) return [];
  if (content instanceof Tag) return content.tag === tags.reference ? [content.value as number] : referencesIn(content.value);
  if (Array.isArray(content) || content instanceof Set) return [...content].flatMap(referencesIn);
  if (content instanceof Map) return [...content].flat().flatMap(referencesIn);
  return Object.getPrototypeOf(content) === Object.prototype ? Object.values(content).flatMap(referencesIn) : [];
}
