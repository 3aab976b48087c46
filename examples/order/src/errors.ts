/** The ways in which an order can fail. Their classes survive a crash: `instanceof` works on the other side of it. */

/** The payment provider will not take this card, today or tomorrow. */
export class PaymentDeclined extends Error {
  override readonly name = 'PaymentDeclined';
}

export class OutOfStock extends Error {
  override readonly name = 'OutOfStock';
  constructor(readonly sku: string) {
    super(`'${sku}' is sold out`);
  }
}

/** The carrier does not go there. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';
}

/** How a refused order ends: the instance fails with this. Nothing was kept from the customer. */
export class OrderRefused extends Error {
  override readonly name = 'OrderRefused';
  constructor(
    readonly orderId: string,
    readonly reason: string,
  ) {
    super(`order ${orderId} was refused: ${reason}`);
  }
}
