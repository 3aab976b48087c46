/** Type parameters are what calls and base classes make of them. */
import { afterAll, expect, test } from 'vitest';
import { SampleProject } from '../support/sample-project.js';

const project = new SampleProject();
afterAll(() => project.remove());

/** What is refused of a workflow that extends `Base<T>` and has these members. */
function refused(base: string, members: string): string[] {
  const text = `
    import { flow, join, signal, task, workflow } from '@waystone/core';
    export class Money { constructor(readonly cents: number) {} }
    export interface Box<T> { readonly content: T; readonly all: readonly T[] }
    export abstract class Root<U> {
      readonly go = signal<U>();
      @task() async put(value: unknown): Promise<void> { void value; }
      @flow() async keep(value: Box<U>): Promise<Box<U>> {
        await this.put(1);
        return value;
      }
    }
    export abstract class Base<T> extends Root<T> {}
    @workflow()
    export class Sample extends Base<${base}> {
      @flow() async held<A, B extends A = A>(one: A, others: readonly B[], make?: (value: A) => B): Promise<readonly A[]> {
        const made = make?.(one);
        await this.put(2);
        return [one, ...others, ...(made === undefined ? [] : [made])];
      }
      @flow() async outer<C>(value: C): Promise<readonly { readonly inner: C }[]> {
        return this.held({ inner: value }, []);
      }
      ${members}
    }`;
  return project.build(text).diagnostics.map(({ code, problem }) => `${code}: ${problem}`);
}

test('plain arguments are stored', () => {
  expect(
    refused('string', `async run(input: Box<string>) { return [await this.keep(input), await this.held(1, [2]), await this.outer('a')]; }`),
  ).toEqual([]);
});

test('what a base class is extended with', () => {
  const found = refused(
    'Money',
    `async run(): Promise<number> { return (await this.keep({ content: new Money(1), all: [] })).all.length; }`,
  );
  expect(found).toEqual([
    'type_not_storable: A value of signal `go` cannot be stored: it is an instance of class `Money`',
    'value_not_storable: `value` lives across `this.put(1)` on line 9, but it cannot be stored: `value.content` is an instance of class `Money`',
  ]);
});

test('what a flow is called with', () => {
  const found = refused(
    'string',
    `async run(): Promise<number> { return (await this.held(new Money(1), [new Money(2)])).length + (await this.held(1, [2])).length; }`,
  );
  expect(found).toEqual([
    'value_not_storable: `one` lives across `this.put(2)` on line 18, but it cannot be stored: it is an instance of class `Money`',
    expect.stringContaining(
      '`others` lives across `this.put(2)` on line 18, but it cannot be stored: `others[]` is an instance of class `Money`',
    ),
    'value_not_storable: `made` lives across `this.put(2)` on line 18, but it cannot be stored: it is an instance of class `Money`',
  ]);
});

test('what a flow that is called by a flow is called with', () => {
  const found = refused('string', `async run(): Promise<number> { return (await this.outer(() => 1)).length; }`);
  expect(found).toContainEqual(
    expect.stringContaining('`one` lives across `this.put(2)` on line 18, but it cannot be stored: `one.inner` is a function'),
  );
});
