/** The graph hash from one release to the next. What keeps and what changes it within one: `identity.test.ts`. */
import { afterAll, expect, test } from 'vitest';
import { SampleProject } from './support/sample-project.js';

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

test('is frozen for this program: instances of earlier builds depend on it', () => {
  const { hash } = project.graphOf(base);
  expect(hash).toMatchInlineSnapshot(`"61367c6f45391ad190f50206eb0cb4efc5311791f4bbddfd336bb81184c1cd16"`);
});
