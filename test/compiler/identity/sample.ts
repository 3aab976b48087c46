/** The program of which edits are compared: one of each construct, and inputs that come to every wait. */
import type { Case } from '../support/case.js';

export const sample = `
import { branch, child, flow, fork, join, loop, signal, sleep, status, task, workflow } from '@waystone/core';
import { add, Boom } from './library.js';

const limit = 2;
export const unit = 'cents';

@workflow()
export class Sample {
  readonly approval = signal<{ by: string }>();
  readonly extra = signal<number>();
  readonly stage = status('new');
  readonly bonus: number = 1;

  @task({ timeout: '10s' })
  async charge(amount: number, note?: string): Promise<{ id: string }> {
    if (amount > 90) throw new Boom(\`too much: \${amount}\`, amount);
    return { id: \`\${note ?? 'c'}\${amount}\` };
  }

  @task()
  async ship(id: string): Promise<string> {
    return \`shipped \${id}\`;
  }

  @task()
  async refund(id: string): Promise<string> {
    return \`refunded \${id}\`;
  }

  @fork()
  async both(amount: number) {
    return join({ one: this.charge(amount, 'a'), two: this.ship('x') });
  }

  @fork()
  async several(amounts: readonly number[]) {
    return join(
      amounts.map((amount) => this.charge(amount)),
      { mode: 'settled', tolerate: 2, concurrency: 3 },
    );
  }

  @flow()
  async total(amounts: readonly number[]) {
    let sum = 0;
    outer: for (const amount of amounts) {
      for (const skipped of [7, 8]) if (amount === skipped) continue outer;
      if (amount > limit) {
        const { id } = await this.charge(amount, 'one');
        sum += id.length + amount;
      } else sum += amount;
    }
    return sum;
  }

  @branch()
  async decide(amount: number): Promise<string> {
    if (amount <= 5) return 'policy';
    try {
      return (await this.approval.receive({ timeout: '1h' })).by;
    } catch {
      return 'nobody';
    }
  }

  @loop({ maxIterations: 30, onMax: 'exit' })
  async attempts(count: number) {
    for (let attempt = 1; attempt < count; attempt++) {
      await this.ship(\`try \${attempt}\`);
      await sleep('5m');
    }
    return 'enough';
  }

  isLarge(count: number): boolean {
    return count > 3;
  }

  async run(input: { amounts: number[]; extra?: string }) {
    this.stage.set('begun');
    const started = add(input.amounts.length, this.bonus);
    const { one, two } = await this.both(started);
    const words: string[] = [];
    try {
      const total = await this.total(input.amounts.filter((amount) => amount > 0));
      const settled = await this.several(input.amounts);
      const charged = settled.map((each) => (each.status === 'fulfilled' ? each.value.id : 'no'));
      words.push(...charged, unit, input.extra ?? 'none');
      scan: for (const word of words) {
        for (const letter of word) if (letter === 'z') break scan;
        const size = word.length;
        if (size > 8) words.push(\`long \${size}\`);
      }
      const by = await this.decide(total);
      const more = await this.extra.poll();
      const last = this.isLarge(started) ? await this.attempts(started) : 'few';
      return { by, one: one.id, two, words, more, last };
    } catch (error) {
      if (error instanceof Boom) return { refused: error.message, undone: await this.refund(one.id) };
      await this.ship(String(error));
      throw error;
    } finally {
      this.stage.set('ended');
    }
  }
}
`;

export const cases: readonly Case[] = [
  { name: 'nothing', input: { amounts: [] } },
  { name: 'small', input: { amounts: [1, 2, 7] }, signals: [{ at: 0, name: 'extra', value: 3 }] },
  { name: 'approved', input: { amounts: [9, 1, 3, 4, 5] }, signals: [{ at: 100, name: 'approval', value: { by: 'ann' } }] },
  { name: 'not approved', input: { amounts: [9, 30], extra: 'everything' } },
  { name: 'refused', input: { amounts: [3, 95] }, traceDiffers: 'a failure cancels the other lanes' },
];

/** A piece of the text, or a pattern, and what becomes of it wherever it stands. */
export type Edit = readonly [from: string | RegExp, to: string];

/** The sample with some edits, each of which must find something. */
export function edited(edits: readonly Edit[]): string {
  return edits.reduce((text, [from, to]) => {
    const after = text.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'gm'), to);
    if (after === text) throw new Error(`there is no ${String(from)} in the sample`);
    return after;
  }, sample);
}

/** The sample with a method, its decorator and all, moved before another. */
export function moved(method: RegExp, before: string): string {
  const [found = ''] = method.exec(sample) ?? [];
  if (found === '' || !sample.includes(before)) throw new Error(`there is no ${String(method)} or ${before} in the sample`);
  return sample.replace(found, '').replace(before, `${found}${before}`);
}
