/** The order workflow as plain code: the class with other services, no engine, no build. */
import { expect, test } from 'vitest';
import { OrderRefused, OutOfStock, PaymentDeclined, Undeliverable } from '../../examples/order/src/errors.js';
import type { Order } from '../../examples/order/src/order.js';
import { OrderWorkflow } from '../../examples/order/src/order.workflow.js';
import type { Carrier, Payments, Stock } from '../../examples/order/src/services.js';

const order: Order = {
  id: 'order-1',
  customer: 'Ada',
  country: 'DE',
  card: 'card_1',
  items: [{ sku: 'mug', quantity: 1, price: 1290 }],
  amount: 1290,
  risk: 'low',
};

interface Failures {
  readonly charge?: Error;
  readonly reserve?: Error;
  readonly ship?: Error;
}

/** Services that fail as told, and a list of what was asked of them. */
function servicesThatFail(failures: Failures): { readonly calls: string[]; readonly services: [Payments, Stock, Carrier] } {
  const calls: string[] = [];
  const call = <T>(name: string, failure: Error | undefined, result: T): Promise<T> => {
    calls.push(name);
    return failure ? Promise.reject(failure) : Promise.resolve(result);
  };
  return {
    calls,
    services: [
      {
        charge: () => call('charge', failures.charge, { chargeId: 'charge-1', amount: 1290 }),
        refund: () => call('refund', undefined, undefined),
      },
      {
        reserve: () => call('reserve', failures.reserve, { parcelId: 'parcel-1', weightGrams: 400 }),
        putBack: () => call('put back', undefined, undefined),
      },
      { ship: () => call('ship', failures.ship, 'DE-1') },
    ],
  };
}

test('ships what is paid and packed', async () => {
  const { calls, services } = servicesThatFail({});
  await expect(new OrderWorkflow(...services).run(order)).resolves.toEqual({ trackingCode: 'DE-1', chargeId: 'charge-1' });
  expect(calls).toEqual(['charge', 'reserve', 'ship']);
});

test.each([
  ['the card is declined', { charge: new PaymentDeclined('the card was declined') }],
  ['something is sold out', { reserve: new OutOfStock('mug') }],
  ['no carrier goes there', { ship: new Undeliverable('too far') }],
])('gives everything back if %s', async (_, failures) => {
  const { calls, services } = servicesThatFail(failures);
  await expect(new OrderWorkflow(...services).run(order)).rejects.toBeInstanceOf(OrderRefused);
  expect(calls.slice(-2)).toEqual(['refund', 'put back']);
});

test('charges nothing if a person refuses', async () => {
  const { calls, services } = servicesThatFail({});
  const workflow = new OrderWorkflow(...services);
  workflow.approval.send({ approved: false, by: 'ann' });
  await expect(workflow.run({ ...order, risk: 'high' })).rejects.toThrow('ann did not approve it');
  expect(calls).toEqual([]);
});
