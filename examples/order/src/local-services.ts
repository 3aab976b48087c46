/** The warehouse and the carrier: in this process, a little slow, and decided by the order alone. */
import { setTimeout as pause } from 'node:timers/promises';
import { OutOfStock, Undeliverable } from './errors.js';
import type { Order, Parcel } from './order.js';
import type { Call, Carrier, Stock } from './services.js';

const soldOut = new Set(['lamp-brass']);
const outOfReach = new Set(['AQ']);

export class Warehouse implements Stock {
  async reserve({ id, items }: Order, { signal }: Call): Promise<Parcel> {
    await pause(30, undefined, { signal });
    const missing = items.find(({ sku }) => soldOut.has(sku));
    if (missing) throw new OutOfStock(missing.sku);
    return { parcelId: `parcel-${id}`, weightGrams: items.reduce((grams, { quantity }) => grams + quantity * 400, 150) };
  }

  async putBack(_order: Order, { signal }: Call): Promise<void> {
    await pause(20, undefined, { signal });
  }
}

export class PostalService implements Carrier {
  async ship({ id, country }: Order, { weightGrams }: Parcel, { signal }: Call): Promise<string> {
    await pause(40, undefined, { signal });
    if (outOfReach.has(country)) throw new Undeliverable(`no carrier takes ${weightGrams} g to ${country}`);
    return `${country}-${id.slice('order-'.length)}`;
  }
}
