/**
 * Notices: hints that something may have changed. They carry no data and may be lost or spurious; whoever gets one
 * looks in the store. In one process they are immediate; from other processes they come through the dialect
 * (a watch on the SQLite file, LISTEN on PostgreSQL) and, as the safety net, from polling.
 */

/**
 * `soon`: a transaction that nearly always makes lanes claimable is about to begin in this process; a claim that is asked for
 * now is part of it. `ready`: a lane became claimable, or got a time at which it will. `requests`: held lanes may have a request. `changed`: statuses or ends of `instanceId`.
 * `external`: another process wrote; anything may have changed.
 */
export type Notice =
  | { readonly kind: 'soon' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'requests' }
  | { readonly kind: 'changed'; readonly instanceId: string }
  | { readonly kind: 'external' };

/**
 * `here`: of a transaction in which claims of this process come last. Its requests were answered just now, and whoever waits
 * for one of them has not gone on yet.
 */
export type Origin = 'here' | 'elsewhere';

export type NoticeListener = (notice: Notice, origin: Origin) => void;

export interface Notices {
  /** Returns a function that unsubscribes. Listeners never throw. */
  subscribe(listener: NoticeListener): () => void;
}
