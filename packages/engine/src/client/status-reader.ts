/** Reads one published value of one instance, with no worker running. */
import { InstanceNotFoundError, InstanceEndedError } from '@waystone/core';
import type { StatusRecord } from '../store/store.js';
import type { Connection } from './connection.js';
import { Watch } from './watch.js';

/** Reads a status of one instance, with no worker running. */
export interface StatusReader<T> {
  /**
   * The value as of the last commit that set it, or the initial one.
   *
   * @throws InstanceNotFoundError
   */
  get(): Promise<T>;
  /**
   * Waits until the value satisfies the predicate, and gives it.
   *
   * @throws InstanceEndedError if the instance ended before that; InstanceNotFoundError
   */
  waitFor(predicate: (value: T) => boolean): Promise<T>;
  /** The current value, then every later one; a value that was replaced before it was read is passed over. Ends with the instance. */
  changes(): AsyncIterable<T>;
}

export function statusReader<T>(connection: Connection, instanceId: string, name: string, check: () => Promise<void>): StatusReader<T> {
  const open = (record: StatusRecord): T => connection.codec.open(record.envelope) as T;
  async function read(): Promise<StatusRecord> {
    const record = await connection.store.status(instanceId, name);
    if (record) return record;
    await check();
    throw new InstanceNotFoundError(instanceId);
  }
  async function* changes(): AsyncGenerator<T> {
    let version = -1;
    for await (const record of records()) {
      if (record.version === version) continue;
      version = record.version;
      yield open(record);
    }
  }
  /** The record now, after everything that may have changed it, and once more after the end. */
  async function* records(): AsyncGenerator<StatusRecord> {
    const watch = new Watch(connection, instanceId);
    try {
      for (let ended = false; ; ended = await watch.next()) {
        yield await read();
        if (ended) return;
      }
    } finally {
      watch.close();
    }
  }
  return {
    get: async () => open(await read()),
    waitFor: async (predicate) => {
      for await (const value of changes()) if (predicate(value)) return value;
      throw new InstanceEndedError(instanceId, `waiting for status '${name}'`);
    },
    changes,
  };
}
