/**
 * Notices: hints that something may have changed. They carry no data and may be lost or spurious; whoever gets one
 * looks in the store. In one process they are immediate; from other processes they come through the dialect
 * (a watch on the SQLite file, LISTEN on PostgreSQL) and, as the safety net, from polling.
 */

/**
 * `ready`: a lane became claimable, or got a time at which it will. `requests`: held lanes may have a request. `changed`: statuses or ends of `instanceId`.
 * `external`: another process wrote; anything may have changed.
 */
export type Notice =
  | { readonly kind: 'ready' }
  | { readonly kind: 'requests' }
  | { readonly kind: 'changed'; readonly instanceId: string }
  | { readonly kind: 'external' };

export interface Notices {
  /** Returns a function that unsubscribes. Listeners never throw. */
  subscribe(listener: (notice: Notice) => void): () => void;
}
