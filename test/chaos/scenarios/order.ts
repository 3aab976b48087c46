/** `examples/order`: decisions, payment and parcel side by side, and compensation for what is refused. */
import type * as Workflow from '../../../examples/order/src/order.workflow.ts';
import type * as Errors from '../../../examples/order/src/errors.ts';
import type * as Generated from '../../../examples/order/src/generated/index.ts';
import type * as Local from '../../../examples/order/src/local-services.ts';
import type { Order } from '../../../examples/order/src/order.ts';
import type { Chance } from '../../support/chance.ts';
import { compiled, mishap, moment } from './modules.ts';
import type { Draft, Outcome, PlannedSignal, Scenario } from './scenario.ts';

export const order: Scenario = {
  workflow: 'order',
  async bind() {
    const [{ OrderWorkflow }, errors, { workflows }, local] = await Promise.all([
      compiled<typeof Workflow>('order', 'order.workflow.js'),
      compiled<typeof Errors>('order', 'errors.js'),
      compiled<typeof Generated>('order', 'generated/index.js'),
      compiled<typeof Local>('order', 'local-services.js'),
    ]);
    return [workflows.order(new OrderWorkflow(payments(errors), new local.Warehouse(), new local.PostalService()))];
  },
  draw(chance, id) {
    const input = drawOrder(chance, id);
    const approved = chance.happens(0.7);
    const decision: PlannedSignal = { name: 'approval', value: { approved, by: 'ann' }, when: { status: 'stage', is: 'in review' } };
    const outcomes = outcomesOf(input, approved);
    return { input, signals: input.risk === 'high' ? [decision] : [], outcomes, mostLanes: 3 } satisfies Draft;
  },
};

function drawOrder(chance: Chance, id: string): Order {
  const sku = chance.happens(0.1) ? 'lamp-brass' : 'mug-blue';
  return {
    id,
    customer: 'Ada',
    country: chance.happens(0.1) ? 'AQ' : 'DE',
    card: chance.happens(0.1) ? 'card_declined' : 'card_1',
    items: [{ sku, quantity: 1, price: 1290 }],
    amount: 1290,
    risk: chance.happens(0.4) ? 'high' : 'low',
  };
}

/** If payment and parcel both fail, either may be the reason: they run side by side. */
function outcomesOf(input: Order, approved: boolean): readonly Outcome[] {
  const { id, country, card, items, risk } = input;
  if (risk === 'high' && !approved) return [refused(id, 'ann did not approve it')];
  const reasons = [
    ...(items.some(({ sku }) => sku === 'lamp-brass') ? ["'lamp-brass' is sold out"] : []),
    ...(card === 'card_declined' ? ['the card was declined'] : []),
  ];
  if (reasons.length > 0) return reasons.map((reason) => refused(id, reason));
  if (country === 'AQ') return [refused(id, 'no carrier takes 550 g to AQ')];
  return [{ end: 'completed', value: { trackingCode: `${country}-${id.slice('order-'.length)}`, chargeId: `charge-${id}` } }];
}

function refused(id: string, reason: string): Outcome {
  return { end: 'failed', name: 'OrderRefused', message: `order ${id} was refused: ${reason}` };
}

function payments({ PaymentDeclined }: typeof Errors) {
  return {
    async charge({ id, card, amount }: Order) {
      await moment();
      mishap();
      if (card === 'card_declined') throw new PaymentDeclined('the card was declined');
      return { chargeId: `charge-${id}`, amount };
    },
    async refund(): Promise<void> {
      await moment();
      mishap();
    },
  };
}
