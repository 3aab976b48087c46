/**
 * The life of an order: a decision, payment and parcel side by side, the shipment; and if any of it fails, everything is given back.
 *
 * The methods marked `@task` do work. The others only compose: the build step turns each place where they wait into a node of a
 * graph, and a crash at any of them loses nothing.
 */
import { branch, context, fork, join, signal, status, task, workflow } from '@waystone/core';
import { OrderRefused, OutOfStock, PaymentDeclined, Undeliverable } from './errors.js';
import type { Approval, Order, Parcel, Receipt, Shipment, Stage } from './order.js';
import type { Carrier, Payments, Stock } from './services.js';

@workflow({ name: 'order' })
export class OrderWorkflow {
  constructor(
    private readonly payments: Payments,
    private readonly stock: Stock,
    private readonly carrier: Carrier,
  ) {}

  /** Sent by a person who has looked at an order of high risk. */
  readonly approval = signal<Approval>();
  readonly stage = status<Stage>('received');

  // The provider is slow and drops connections. One idempotency key for all attempts: it charges once, however often it is asked.
  @task({ timeout: '1s', retry: { attempts: 12, initialDelay: '100ms', backoff: 2, maxDelay: '2s', nonRetryable: [PaymentDeclined] } })
  async charge(order: Order): Promise<Receipt> {
    return this.payments.charge(order, context());
  }

  @task({ retry: { nonRetryable: [OutOfStock] } })
  async reserve(order: Order): Promise<Parcel> {
    return this.stock.reserve(order, context());
  }

  @task({ retry: { nonRetryable: [Undeliverable] } })
  async ship(order: Order, parcel: Parcel): Promise<string> {
    return this.carrier.ship(order, parcel, context());
  }

  // By order, not by receipt: a charge that was cut off may have happened, and nobody has its receipt.
  @task({ timeout: '1s', retry: { attempts: 12, initialDelay: '100ms', backoff: 2, maxDelay: '2s' } })
  async refund(order: Order): Promise<void> {
    await this.payments.refund(order, context());
  }

  @task()
  async putBack(order: Order): Promise<void> {
    await this.stock.putBack(order, context());
  }

  @fork()
  async prepare(order: Order) {
    return join({ receipt: this.charge(order), parcel: this.reserve(order) });
  }

  @fork()
  async giveBack(order: Order) {
    return join({ money: this.refund(order), goods: this.putBack(order) });
  }

  @branch()
  async decide(order: Order): Promise<Approval> {
    switch (order.risk) {
      case 'low':
        return { approved: true, by: 'policy' };
      case 'high':
        this.stage.set('in review');
        return this.approval.receive({ timeout: '48h' });
    }
  }

  async run(order: Order): Promise<Shipment> {
    const decision = await this.decide(order);
    if (!decision.approved) throw new OrderRefused(order.id, `${decision.by} did not approve it`);
    this.stage.set('preparing');
    try {
      const { receipt, parcel } = await this.prepare(order);
      this.stage.set('shipping');
      const trackingCode = await this.ship(order, parcel);
      this.stage.set('shipped');
      return { trackingCode, chargeId: receipt.chargeId };
    } catch (error) {
      this.stage.set('giving back');
      await this.giveBack(order);
      if (error instanceof PaymentDeclined || error instanceof OutOfStock || error instanceof Undeliverable) {
        throw new OrderRefused(order.id, error.message);
      }
      throw error;
    }
  }
}
