/** What is kept at a wait: what is read after it, and nothing else. */
import { afterAll, expect, test } from 'vitest';
import { KeptValues } from './support/kept-values.js';

const values = new KeptValues();
afterAll(() => values.remove());
const keptIn = (run: string): Record<string, string[]> => values.keptIn(run);

test('a value that is not read again is not kept', () => {
  const kept = keptIn(`async run(input: string) {
    const unused = await this.get(input);
    const used = await this.get(input.length);
    const big = [used, 'x'.repeat(9)];
    await this.put(big);
    return used;
  }`);
  expect(kept).toEqual({ 'run/get': ['input'], 'run/get-2': [], 'run/put': ['used'] });
});

test('a value that is written before it is read again is not kept', () => {
  const kept = keptIn(`async run(input: string) {
    let value = await this.get(input);
    await this.put(value);
    value = await this.get(1);
    await this.put(2);
    return value;
  }`);
  expect(kept).toEqual({ 'run/get': [], 'run/put': [], 'run/get-2': [], 'run/put-2': ['value'] });
});

test('a loop keeps what the next turn reads', () => {
  const kept = keptIn(`async run(input: number) {
    let sum = 0;
    for (let turn = 0; turn < 10; turn++) {
      const local = await this.get(turn);
      const other = local * 2;
      sum += other;
      await this.put(local);
    }
    return sum;
  }`);
  expect(kept).toEqual({ 'run/get': ['sum', 'turn'], 'run/put': ['sum', 'turn'] });
});

test('a flow keeps its own values and those of its caller', () => {
  const kept = keptIn(`@flow() async twice(key: string) {
    const one = await this.get(key);
    const two = await this.get(key);
    return one + two;
  }
  async run(input: string) {
    const before = input.length;
    const both = await this.twice(input);
    return before + both;
  }`);
  expect(kept).toEqual({ 'run/twice/get': ['input', 'before'], 'run/twice/get-2': ['before', 'one'] });
});

test('what a handler reads is kept inside its try, not after it', () => {
  const kept = keptIn(`async run(input: string) {
    let stage = 'a';
    try {
      await this.put(1);
      stage = 'b';
      await this.put(2);
    } catch {
      return stage + input;
    }
    await this.put(3);
    return 'done';
  }`);
  expect(kept).toEqual({ 'run/put': ['input', 'stage'], 'run/put-2': ['input', 'stage'], 'run/put-3': [] });
});

test('a finally keeps where it leads, not what was returned before it began', () => {
  const kept = keptIn(`async run(input: string) {
    try {
      const value = await this.get(input);
      return value + 1;
    } finally {
      await this.put(1);
    }
  }`);
  expect(kept).toEqual({ 'run/get': [], 'run/put': ['$completion'] });
});

test('lanes capture what they read, and the fork keeps what the flow reads', () => {
  const kept = keptIn(`async run(input: { a: number; b: string[] }) {
    const { a, b } = input;
    const factor = a + 1;
    const [one, ...others] = await join([
      (async () => (await this.get(1)) + factor)(),
      this.get(a),
      (async () => { await sleep('1s'); return b.length; })(),
    ]);
    await this.put(others);
    return [one, a];
  }`);
  expect(kept).toEqual({
    'run/join': ['a', '0 < factor', '2 < b'],
    'run/join/lane-0/get': ['factor'],
    'run/join/get': [],
    'run/join/lane-2/sleep': ['b'],
    'run/put': ['a', 'one'],
  });
});

test('operands before a wait are kept as values, plain reads are not doubled', () => {
  const kept = keptIn(`async run(input: { n: number }) {
    const plain = input.n;
    return plain + input.n * (await this.get(plain)) + plain;
  }`);
  expect(kept).toEqual({ 'run/get': ['plain', '$operand'] });
});
