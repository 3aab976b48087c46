/**
 * The provider's ledger: the truth about money. In memory, and appended to a file for whoever audits it.
 * Always: one entry per idempotency key; an order that was refunded is never charged again.
 */
import { appendFileSync } from 'node:fs';

export interface Entry {
  readonly kind: 'charge' | 'refund';
  readonly id: string;
  readonly key: string;
  readonly order: string;
  /** In cents; a refund of 0 says that the order had not been charged. */
  readonly amount: number;
}

export type Charged =
  { readonly status: 'charged'; readonly entry: Entry } | { readonly status: 'declined' } | { readonly status: 'closed' };

const declinedCard = 'card_declined';

export class Ledger {
  readonly #byKey = new Map<string, Entry>();
  readonly #balances = new Map<string, number>();
  readonly #closed = new Set<string>();

  constructor(private readonly file: string) {}

  charge(key: string, order: string, amount: number, card: string): Charged {
    const known = this.#byKey.get(key);
    if (known) return { status: 'charged', entry: known };
    if (this.#closed.has(order)) return { status: 'closed' };
    if (card === declinedCard) return { status: 'declined' };
    return { status: 'charged', entry: this.#enter('charge', key, order, amount) };
  }

  refund(key: string, order: string): Entry {
    this.#closed.add(order);
    return this.#byKey.get(key) ?? this.#enter('refund', key, order, this.#balances.get(order) ?? 0);
  }

  #enter(kind: Entry['kind'], key: string, order: string, amount: number): Entry {
    const entry = { kind, id: `${kind}-${this.#byKey.size + 1}`, key, order, amount };
    this.#byKey.set(key, entry);
    this.#balances.set(order, (this.#balances.get(order) ?? 0) + (kind === 'charge' ? amount : -amount));
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
    return entry;
  }
}
