/** What an order is, and what becomes of it. Plain data: all of it crosses waits and processes. */

export interface Item {
  readonly sku: string;
  readonly quantity: number;
  /** In cents. */
  readonly price: number;
}

export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly country: string;
  /** Token of the payment provider; `card_declined` is one that it refuses. */
  readonly card: string;
  readonly items: readonly Item[];
  /** In cents. */
  readonly amount: number;
  readonly risk: 'low' | 'high';
}

export interface Approval {
  readonly approved: boolean;
  readonly by: string;
}

export interface Receipt {
  readonly chargeId: string;
  readonly amount: number;
}

export interface Parcel {
  readonly parcelId: string;
  readonly weightGrams: number;
}

export interface Shipment {
  readonly trackingCode: string;
  readonly chargeId: string;
}

export type Stage = 'received' | 'in review' | 'preparing' | 'shipping' | 'shipped' | 'giving back';
