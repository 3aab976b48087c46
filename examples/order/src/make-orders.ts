/** Writes `orders.jsonl`: 500 orders, the same ones every time. */
import { writeFileSync } from 'node:fs';
import { ordersFile } from './paths.js';
import type { Item, Order } from './order.js';

const count = 500;
const products: readonly (readonly [sku: string, price: number])[] = [
  ['mug-blue', 1290],
  ['notebook-a5', 890],
  ['lamp-brass', 8900],
  ['chair-oak', 24900],
  ['desk-oak', 64900],
  ['teapot-iron', 4590],
  ['blanket-wool', 7900],
  ['poster-map', 2450],
];
const countries = ['DE', 'FR', 'NL', 'PL', 'SE', 'ES', 'IT', 'AT'];
const customers = ['Ada', 'Ben', 'Chloé', 'Dmitri', 'Elif', 'Farid', 'Grace', 'Hiro', 'Inés', 'Jonas'];
const reviewFrom = 90_000;

/** Numbers in [0, 1) from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(2026);

function pick<T>(values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}

function makeItem(): Item {
  const [sku, price] = pick(random() < 0.93 ? products.filter(([name]) => name !== 'lamp-brass') : products);
  return { sku, quantity: 1 + Math.floor(random() * 3), price };
}

function makeOrder(number: number): Order {
  const items = Array.from({ length: 1 + Math.floor(random() * 3) }, makeItem);
  const amount = items.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
  return {
    id: `order-${String(number).padStart(4, '0')}`,
    customer: pick(customers),
    country: random() < 0.03 ? 'AQ' : pick(countries),
    card: random() < 0.05 ? 'card_declined' : `card_${Math.floor(random() * 1e8).toString(36)}`,
    items,
    amount,
    risk: amount >= reviewFrom ? 'high' : 'low',
  };
}

const orders = Array.from({ length: count }, (_, index) => makeOrder(index + 1));
writeFileSync(ordersFile, orders.map((order) => `${JSON.stringify(order)}\n`).join(''));
