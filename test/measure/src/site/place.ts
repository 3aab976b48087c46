/** Where a store is, as every process of a measurement is told. */
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';
import type { Store } from '@waystone/engine';

export type Address = { readonly kind: 'postgres'; readonly url: string } | { readonly kind: 'sqlite'; readonly path: string };

export interface OpenOptions {
  /** What the server's statistics call the process. */
  readonly applicationName: string;
}

/** A store with the settings that users get: full durability, five connections. */
export function openStore(address: Address, { applicationName }: OpenOptions): Store {
  return address.kind === 'postgres' ? postgres({ url: address.url, applicationName }) : sqlite(address.path);
}

export interface Wear {
  /** Part of the changes of rows that left all indexes alone. */
  readonly inPlace: number;
  /** Of the table and its indexes. */
  readonly bytes: number;
  readonly vacuums: number;
}

/** An empty database of its own. */
export interface Place {
  readonly address: Address;
  /** Connections that processes of this name have now. */
  readonly connectionsOf: (applicationName: string) => Promise<number>;
  /** Bytes that the database takes, its indexes included. */
  readonly bytes: () => Promise<number>;
  /** Bytes written ahead since the server was started; undefined where nobody counts them. */
  readonly writtenBytes: () => Promise<number | undefined>;
  /** Transactions since the place was made, those of this question included; undefined where nobody counts them. */
  readonly transactions: () => Promise<number | undefined>;
  /** Rows inserted, changed and deleted since the place was made, once all that did so have left; undefined where nobody counts them. */
  readonly changedRows: () => Promise<number | undefined>;
  /** Processor time that the server has taken for processes of this name; undefined where it cannot be seen. Milliseconds. */
  readonly serverCpuMs: (applicationName: string) => Promise<number | undefined>;
  /** What the changes so far have done to the table of lanes; undefined where nobody tells. */
  readonly wear: () => Promise<Wear | undefined>;
  /** What a maintainer or the server itself does once many rows have changed. */
  readonly tidy: () => Promise<void>;
  readonly discard: () => Promise<void>;
}

export interface Database {
  readonly name: string;
  /** Gives an empty place. */
  readonly makePlace: () => Promise<Place>;
}
