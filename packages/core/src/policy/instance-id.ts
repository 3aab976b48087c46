/** Ids of instances: what can be one. */
import { InstanceIdInvalidError } from '../errors/client.js';

/** Longest id of an instance, in bytes. */
export const maxInstanceIdBytes = 256;

/** @throws {InstanceIdInvalidError} unless it is a text of 1 to 256 bytes. */
export function assertInstanceId(id: unknown): asserts id is string {
  if (typeof id !== 'string') throw new InstanceIdInvalidError(`is ${id === null ? 'null' : `of type ${typeof id}`}`);
  // A database would store another id in its place, under which nobody finds it.
  if (!id.isWellFormed()) throw new InstanceIdInvalidError('has half of a surrogate pair, which is no character');
  const bytes = new TextEncoder().encode(id).length;
  if (bytes === 0) throw new InstanceIdInvalidError('is empty');
  if (bytes > maxInstanceIdBytes) throw new InstanceIdInvalidError(`takes ${bytes} bytes`);
}
