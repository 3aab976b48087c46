/** What the workflow works with. The worker passes the real ones, a test passes others. */
import type { TaskContext } from '@waystone/core';
import type { Order, Parcel, Receipt } from './order.js';

/** What a service needs to know of the task that calls it. */
export type Call = Pick<TaskContext, 'idempotencyKey' | 'signal'>;

export interface Payments {
  charge(order: Order, call: Call): Promise<Receipt>;
  /** Gives back whatever the order was charged, and makes sure that it is never charged again. */
  refund(order: Order, call: Call): Promise<void>;
}

export interface Stock {
  reserve(order: Order, call: Call): Promise<Parcel>;
  putBack(order: Order, call: Call): Promise<void>;
}

export interface Carrier {
  /** Gives the tracking code. */
  ship(order: Order, parcel: Parcel, call: Call): Promise<string>;
}
