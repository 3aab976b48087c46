/** The payment provider over HTTP. Every request carries the idempotency key of its step. */
import { PaymentDeclined } from './errors.js';
import type { Order, Receipt } from './order.js';
import type { Call, Payments } from './services.js';

const paymentRequired = 402;

export class HttpPayments implements Payments {
  constructor(private readonly url: string) {}

  async charge({ id, amount, card }: Order, call: Call): Promise<Receipt> {
    const response = await this.#post('/charges', { order: id, amount, card }, call);
    return (await response.json()) as Receipt;
  }

  async refund({ id }: Order, call: Call): Promise<void> {
    await this.#post('/refunds', { order: id }, call);
  }

  async #post(path: string, body: object, { idempotencyKey, signal }: Call): Promise<Response> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
    const response = await fetch(new URL(path, this.url), { method: 'POST', headers, body: JSON.stringify(body), signal });
    if (response.ok) return response;
    const reason = await response.text();
    if (response.status === paymentRequired) throw new PaymentDeclined(reason);
    throw new Error(`the payment service answered ${response.status}: ${reason}`);
  }
}
