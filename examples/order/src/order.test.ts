/** The life of an order in milliseconds: services that fail, a person who decides, and a crash anywhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInMemory, simulate, startInMemory, type Scenario } from '@waystone/engine/testing';
import { OrderRefused, OutOfStock, PaymentDeclined, Undeliverable } from './errors.js';
import { workflows } from './generated/index.js';
import type { Order } from './order.js';
import { OrderWorkflow } from './order.workflow.js';
import type { Call, Carrier, Payments, Stock } from './services.js';

const order: Order = {
  id: 'order-1',
  customer: 'Ada',
  country: 'DE',
  card: 'card_1',
  items: [{ sku: 'mug', quantity: 1, price: 1290 }],
  amount: 1290,
  risk: 'low',
};
const risky: Order = { ...order, risk: 'high' };

/** Services that remember what they hold, by idempotency key, and do a thing once however often they are asked. */
class Services implements Payments, Stock, Carrier {
  readonly charged = new Map<string, number>();
  readonly reserved = new Set<string>();
  readonly shipped = new Set<string>();

  async charge({ id, amount }: Order, { idempotencyKey }: Call) {
    this.charged.set(idempotencyKey, amount);
    return { chargeId: `charge of ${id}`, amount };
  }

  async refund() {
    this.charged.clear();
  }

  async reserve({ id }: Order) {
    this.reserved.add(id);
    return { parcelId: `parcel of ${id}`, weightGrams: 400 };
  }

  async putBack({ id }: Order) {
    this.reserved.delete(id);
  }

  async ship({ id }: Order) {
    this.shipped.add(id);
    return `DE-${id}`;
  }

  get state() {
    return { charged: [...this.charged.values()], reserved: [...this.reserved], shipped: [...this.shipped] };
  }
}

const orderWith = (services: Services) => workflows.order(new OrderWorkflow(services, services, services));

test('ships what is paid and packed', async () => {
  const services = new Services();
  const { result, statuses } = await runInMemory(orderWith(services), order);
  assert.deepEqual(result, { trackingCode: 'DE-order-1', chargeId: 'charge of order-1' });
  assert.equal(statuses.stage, 'shipped');
  assert.deepEqual(services.state, { charged: [1290], reserved: ['order-1'], shipped: ['order-1'] });
});

const failures = {
  'the card is declined': { charge: [new PaymentDeclined('the card was declined')] },
  'something is sold out': { reserve: [new OutOfStock('mug')] },
  'no carrier goes there': { ship: [new Undeliverable('too far')] },
};

for (const [what, failure] of Object.entries(failures)) {
  test(`gives everything back if ${what}`, async () => {
    const services = new Services();
    await using run = await startInMemory(orderWith(services), order, { failures: failure });
    await assert.rejects(run.result(), OrderRefused);
    assert.deepEqual(services.state, { charged: [], reserved: [], shipped: [] });
    assert.equal(run.calls.refund.length, 1);
  });
}

test('asks a slow provider again, with the same key', async () => {
  await using run = await startInMemory(orderWith(new Services()), order, {
    failures: { charge: ['timeout', new Error('connection reset'), 'timeout'] },
  });
  await run.result();
  assert.equal(run.calls.charge.length, 4);
  assert.equal(new Set(run.calls.charge.map(({ idempotencyKey }) => idempotencyKey)).size, 1);
});

test('charges nothing before a person has approved it', async () => {
  const services = new Services();
  await using run = await startInMemory(orderWith(services), risky);
  await run.until({ status: { stage: 'in review' } });
  await run.advance('47h');
  assert.equal(run.calls.charge.length, 0);
  await run.signal('approval', { approved: true, by: 'ann' });
  assert.equal((await run.result()).trackingCode, 'DE-order-1');
});

test('charges nothing if a person refuses', async () => {
  await using run = await startInMemory(orderWith(new Services()), risky, { send: { approval: { approved: false, by: 'ann' } } });
  await assert.rejects(run.result(), /ann did not approve it/);
  assert.equal(run.calls.charge.length, 0);
});

function simulated(change: Partial<Scenario<OrderWorkflow>>): () => Scenario<OrderWorkflow> {
  return () => {
    const services = new Services();
    return { workflow: () => orderWith(services), input: order, effects: () => services.state, ...change };
  };
}

test('a crash anywhere charges, packs and ships once', async () => {
  const { repeated } = await simulate(simulated({}));
  assert.ok(repeated > 0);
});

test('a crash anywhere gives back all, if it has to be given back', async () => {
  await simulate(simulated({ failures: { ship: [new Undeliverable('too far')] } }));
});

test('a cancel while a person thinks leaves nothing behind, wherever a worker dies', async () => {
  const { outcome } = await simulate(
    simulated({
      input: risky,
      drive: async (run) => {
        await run.until({ status: { stage: 'in review' } });
        await run.advance('1h');
        await run.cancel();
      },
    }),
  );
  assert.ok('error' in outcome);
});
