/** The graph hash: the same under what means nothing, another under what means something. */
import { afterAll, expect, test, vi } from 'vitest';
import { SampleProject } from './support/sample-project.js';

// The first program loads all of TypeScript.
vi.setConfig({ testTimeout: 60_000 });

const project = new SampleProject();
afterAll(() => project.remove());

const base = `
import { branch, flow, fork, join, signal, status, task, workflow } from '@waystone/core';

const limit = 100;

@workflow()
export class Sample {
  readonly approval = signal<{ by: string }>();
  readonly stage = status('new');

  @task({ timeout: '10s' })
  async charge(amount: number, note?: string): Promise<{ id: string }> {
    return { id: String(amount) + note };
  }

  @task()
  async ship(id: string): Promise<string> {
    return id;
  }

  @fork()
  async both(amount: number) {
    return join({ one: this.charge(amount), two: this.ship('x') });
  }

  @flow()
  async total(items: readonly number[]) {
    let sum = 0;
    for (const item of items) {
      if (item > limit) continue;
      const { id } = await this.charge(item, 'one');
      sum += id.length;
    }
    return sum;
  }

  @branch()
  async decide(amount: number) {
    if (amount > 5) return (await this.approval.receive({ timeout: '1h' })).by;
    return 'policy';
  }

  async run(input: { items: number[] }) {
    this.stage.set('begun');
    const { one, two } = await this.both(input.items.length);
    try {
      const total = await this.total(input.items.filter((item) => item > 0));
      return { by: await this.decide(total), one, two };
    } catch (error) {
      await this.ship(String(error));
      throw error;
    }
  }
}
`;

function edited(...edits: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return edits.reduce((text, [from, to]) => {
    expect(text).toMatch(from);
    return text.replaceAll(from instanceof RegExp ? new RegExp(from, 'g') : from, to);
  }, base);
}

function movedRun(): string {
  const start = base.indexOf('  async run(');
  const run = base.slice(start, base.lastIndexOf('}'));
  return base.replace(run, '').replace('  @task({ timeout', `${run}\n  @task({ timeout`);
}

const { hash } = project.graphOf(base);

test.each([
  ['other spaces and line breaks', edited([/ {4,}/, '  '], ['input: { items', 'input:\n{ items'], [/;\n/, ' ;\n\n'])],
  ['comments', edited(['let sum = 0;', '/* a sum */ let sum = 0; // of all'], ['return sum;', '// done\n return sum;'])],
  [
    'renamed locals',
    edited(
      [/\bsum\b/, 'collected'],
      [/\bitems\b(?=: readonly| ?\))/, 'list'],
      [/\berror\b/, 'problem'],
      ['(total)', '(count)'],
      ['const total', 'const count'],
    ),
  ],
  [
    'renamed variables of patterns',
    edited(
      ['{ id } =', '{ id: key } ='],
      ['id.length', 'key.length'],
      ['{ one, two } =', '{ one: first, two } ='],
      ['one, two };', 'one: first, two };'],
    ),
  ],
  ['a renamed parameter of a closure', edited(['(item) => item > 0', 'each => each > 0'])],
  [
    'parentheses and braces',
    edited(['if (item > limit) continue;', 'if ((item) > limit) { continue; }'], ['sum += id.length', 'sum += (id.length)']),
  ],
  ['other quotes and separators', edited(["'one'", '"one"'], ['let sum = 0;', 'let sum = 0x0;'])],
  ['methods in another order', movedRun()],
  ['other policies', edited(["timeout: '10s'", "timeout: '20s', retry: { attempts: 9 }"])],
  ['types and assertions', edited(['let sum = 0', 'let sum: number = 0'], ['(total)', '(total as number)'])],
])('is the same with %s', (_, text) => {
  expect(project.graphOf(text).hash).toBe(hash);
});

test.each([
  ['another threshold', edited(['limit = 100', 'limit = 101'])],
  ['another literal', edited(["'one'", "'two'"])],
  ['another operator', edited(['item > limit', 'item >= limit'])],
  ['another task', edited(['await this.ship(String(error));', "await this.charge(1, 'x');"])],
  ['one more task', edited(['throw error;', "await this.ship('more'); throw error;"])],
  ['a renamed task', edited([/\bship\b/, 'send'])],
  ['operands the other way round', edited(['sum += id.length', 'sum = id.length + sum'])],
  ['another status', edited(["set('begun')", "set('started')"])],
  ['another lane', edited(['one: this.charge(amount)', 'one: this.ship("y")'])],
  ['another method of a closure', edited(['.filter(', '.slice().filter('])],
  ['another variable of the same type', edited(['by: await', 'by: two + await'])],
])('differs with %s', (_, text) => {
  expect(project.graphOf(text).hash).not.toBe(hash);
});

test('is frozen for this program: instances of earlier builds depend on it', () => {
  expect(hash).toMatchInlineSnapshot(`"61367c6f45391ad190f50206eb0cb4efc5311791f4bbddfd336bb81184c1cd16"`);
});
