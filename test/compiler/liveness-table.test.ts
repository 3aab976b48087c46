/** The exact set of values that is stored at every wait, by a table of programs. */
import { afterAll, expect, test } from 'vitest';
import { KeptValues } from './support/kept-values.js';

const values = new KeptValues();
afterAll(() => values.remove());

const programs: readonly { readonly name: string; readonly run: string; readonly kept: Record<string, string[]> }[] = [
  {
    name: 'what was used only before the wait is not stored',
    run: `async run(input: string) {
      const parsed = JSON.parse(input) as number;
      await this.put(parsed);
      await this.put(1);
    }`,
    kept: { 'run/put': [], 'run/put-2': [] },
  },
  {
    name: 'what one arm alone uses is stored on that arm alone',
    run: `async run(input: { kind: string; big: string }) {
      const { kind, big } = input;
      if (kind === 'short') {
        await this.put(1);
        return kind;
      }
      await this.put(2);
      return big;
    }`,
    kept: { 'run/put': ['kind'], 'run/put-2': ['big'] },
  },
  {
    name: 'what is assigned before it is used is not stored',
    run: `async run(input: string) {
      let text = input;
      await this.put(text);
      if (Math.random() > 0.5) text = 'a';
      else text = 'b';
      await this.put(1);
      return text;
    }`,
    kept: { 'run/put': [], 'run/put-2': ['text'] },
  },
  {
    name: 'what is assigned on one arm only is stored for the other',
    run: `async run(input: string) {
      let text = input;
      await this.put(text);
      if (Math.random() > 0.5) text = 'a';
      await this.put(1);
      return text;
    }`,
    kept: { 'run/put': ['text'], 'run/put-2': ['text'] },
  },
  {
    name: 'a pattern keeps the names that are read, not what they were taken from',
    run: `async run(input: { a: number; b: { c: number; d: number }; rest: number }) {
      const { a, b: { c, d }, ...others } = input;
      await this.put(d);
      await this.put(c);
      return a;
    }`,
    kept: { 'run/put': ['a', 'c'], 'run/put-2': ['a'] },
  },
  {
    name: 'a default that waits keeps the whole that the pattern still takes from',
    run: `async run(input: { a?: number; b?: number }) {
      const { a = await this.get('a'), b = 1 } = input;
      return a + b;
    }`,
    kept: { 'run/get': ['$whole'] },
  },
  {
    name: 'a function keeps what it captures as long as it is called later in the same piece',
    run: `async run(input: { rate: number; items: number[] }) {
      const { rate, items } = input;
      await this.put(1);
      const priced = items.map((item) => item * rate);
      await this.put(2);
      return priced.length;
    }`,
    kept: { 'run/put': ['rate', 'items'], 'run/put-2': ['priced'] },
  },
  {
    name: 'a loop over a list keeps the list and its place, not the item that is done',
    run: `async run(items: string[]) {
      for (const item of items) await this.put(item);
    }`,
    kept: { 'run/put': ['$items', '$index'] },
  },
  {
    name: 'a loop over a copy of a list keeps the copy alone, and the item while it is read',
    run: `async run(items: string[]) {
      for (const item of items.filter(Boolean)) {
        await this.put(item);
        await this.put(item.length);
      }
    }`,
    kept: { 'run/put': ['$items', '$index', 'item'], 'run/put-2': ['$items', '$index'] },
  },
  {
    name: 'a loop over a map keeps the map and a cursor',
    run: `async run(input: [string, number][]) {
      const prices = new Map(input);
      let sum = 0;
      for (const [name, price] of prices) sum += price + (await this.get(name));
      return sum;
    }`,
    kept: { 'run/get': ['$items', '$cursor', 'price', '$before'] },
  },
  {
    name: 'a nested loop keeps the outer place while the inner one waits',
    run: `async run(rows: number[][]) {
      for (const row of rows) {
        let sum = 0;
        for (const cell of row) sum += await this.get(cell);
        await this.put(sum);
      }
    }`,
    kept: { 'run/get': ['$items', '$index', '$items2', '$index2', '$before'], 'run/put': ['$items', '$index'] },
  },
  {
    name: 'do and while keep what their condition reads',
    run: `async run(limit: number) {
      let last = 0;
      do last = await this.get(last);
      while (last < limit);
      await this.put(last);
    }`,
    kept: { 'run/get': ['limit'], 'run/put': [] },
  },
  {
    name: 'after break nothing of the loop is kept',
    run: `async run(items: string[]) {
      let found = 0;
      outer: for (const item of items) {
        for (let turn = 0; turn < 3; turn++) {
          found = await this.get(item);
          if (found > 0) break outer;
        }
      }
      await this.put(1);
      return found;
    }`,
    kept: { 'run/get': ['$items', '$index', 'item', 'turn'], 'run/put': ['found'] },
  },
  {
    name: 'what only the catch reads is kept inside the try',
    run: `async run(input: { key: string; undo: string }) {
      const { key, undo } = input;
      const receipt = await this.get(key);
      try {
        await this.put(receipt);
      } catch (error) {
        await this.put(undo, receipt);
        throw error;
      }
      await this.put(2);
    }`,
    kept: { 'run/get': ['undo'], 'run/put': ['undo', 'receipt'], 'run/put-3': [], 'run/put-2': ['error'] },
  },
  {
    name: 'what the finally reads is kept to its end, and not past it',
    run: `async run(input: string) {
      const lock = await this.get(input);
      try {
        await this.put(1);
      } finally {
        await this.put(lock);
      }
      await this.put(2);
    }`,
    kept: { 'run/get': [], 'run/put': ['lock'], 'run/put-2': ['$completion'], 'run/put-3': [] },
  },
  {
    name: 'a return through two finallys keeps the value in where it leads',
    run: `async run(input: string) {
      try {
        try {
          return await this.get(input);
        } finally {
          await this.put(1);
        }
      } finally {
        await this.put(2);
      }
    }`,
    kept: { 'run/get': [], 'run/put': ['$completion'], 'run/put-2': ['$completion2'] },
  },
  {
    name: 'a completion that is overridden is not kept',
    run: `async run(input: string) {
      try {
        await this.put(input);
      } finally {
        await this.put(1);
        return 'done';
      }
    }`,
    kept: { 'run/put': [], 'run/put-2': [] },
  },
  {
    name: 'lanes capture what they read, each its own; the fork keeps what comes after it',
    run: `async run(input: { a: number; b: number; c: number }) {
      const { a, b, c } = input;
      const [one] = await join([
        (async () => (await this.get(1)) + a)(),
        (async () => { await this.put(b); await this.put(2); })(),
      ]);
      await this.put(one);
      return c;
    }`,
    kept: {
      'run/join': ['c', '0 < a', '1 < b'],
      'run/join/lane-0/get': ['a'],
      'run/join/lane-1/put': [],
      'run/join/lane-1/put-2': [],
      'run/put': ['c'],
    },
  },
  {
    name: 'lanes over a list capture what surrounds them, and keep their own item while they need it',
    run: `async run(input: { factor: number; items: number[] }) {
      const { factor, items } = input;
      const all = await join(items.map(async (item) => {
        const one = await this.get(item);
        await this.put(one);
        return one * factor;
      }));
      return all.length;
    }`,
    kept: { 'run/join': ['* < factor'], 'run/join/each/get': ['factor'], 'run/join/each/put': ['factor', 'one'] },
  },
  {
    name: 'arguments of a flow that stand for a variable are kept once',
    run: `@flow() async both(key: string, factor: number) {
      const one = await this.get(key);
      await this.put(one);
      return one * factor;
    }
    async run(input: { key: string; factor: number }) {
      const { key, factor } = input;
      const first = await this.both(key, factor);
      const second = await this.both('other', 2);
      return first + second + factor;
    }`,
    kept: {
      'run/both/get': ['factor'],
      'run/both/put': ['factor', 'one'],
      'run/both-2/get': ['factor', 'first', 'factor2'],
      'run/both-2/put': ['factor', 'first', 'factor2', 'one2'],
    },
  },
  {
    name: 'operands of a condition are kept as far as they are read',
    run: `async run(input: { a: number; b: number }) {
      const { a, b } = input;
      return (await this.get('x')) > a && (await this.get('y')) > b ? a : await this.get('z');
    }`,
    kept: { 'run/get': ['a', 'b'], 'run/get-2': ['a', 'b'], 'run/get-3': [] },
  },
  {
    name: 'a switch keeps what it tests until a case was chosen',
    run: `async run(input: { kind: string; size: number }) {
      const { kind, size } = input;
      switch (kind) {
        case 'a':
          await this.put(1);
        case 'b':
          await this.put(size);
          break;
        default:
          await this.put(3);
      }
      return 0;
    }`,
    kept: { 'run/put': ['size'], 'run/put-2': [], 'run/put-3': [] },
  },
  {
    name: 'what is captured by a callback after the wait is kept, what a callback before it captured is not',
    run: `async run(input: { rate: number; floor: number; items: number[] }) {
      const { rate, floor, items } = input;
      const above = items.filter((item) => item > floor);
      await this.put(above);
      return above.map((item) => item * rate);
    }`,
    kept: { 'run/put': ['rate', 'above'] },
  },
  {
    name: 'the result of a wait that nothing reads is not kept',
    run: `async run(input: string) {
      const first = await this.get(input);
      let second = await this.get(first);
      second = second + 1;
      await this.put(0);
      second = 2;
      await this.put(1);
      return second;
    }`,
    kept: { 'run/get': [], 'run/get-2': [], 'run/put': [], 'run/put-2': ['second'] },
  },
];

test.each(programs)('$name', ({ run, kept }) => {
  expect(values.keptIn(run)).toEqual(kept);
});
