/** Storability under other settings of TypeScript: they change types, not what is stored. */
import { afterAll, describe, expect, test } from 'vitest';
import { SampleProject } from '../support/sample-project.js';

const settings: readonly Record<string, unknown>[] = [
  {},
  { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noPropertyAccessFromIndexSignature: true },
  { strictNullChecks: false },
  { strict: false },
  { lib: ['ES2023', 'DOM'], types: [] },
];

const program = `
  import { join, registerCodec, signal, task, workflow } from '@waystone/core';

  export class Money { constructor(readonly cents: number) {} format() { return String(this.cents); } }
  export class Weight { constructor(readonly grams: number) {} }
  registerCodec(Weight, { name: 'Weight', encode: ({ grams }) => grams, decode: (grams: number) => new Weight(grams) });

  export interface Item { name: string; note?: string; tags: string[]; nested?: { at?: Date; bytes: Uint8Array } }
  export type Found = { kind: 'one'; item: Item } | { kind: 'none' };

  @workflow()
  export class Sample {
    readonly go = signal<Partial<Item>>();
    @task() async find(items: Item[], by: Record<string, Item>): Promise<Found> {
      return items[0] ? { kind: 'one', item: items[0] } : { kind: 'none' };
    }
    @task() async note(text: unknown): Promise<string | undefined> { return String(text); }

    async run(input: { items: Item[]; by: Record<string, Item>; weight: Weight }) {
      const { items, by } = input;
      const [first, ...others] = items;
      const found = await this.find(items, by);
      const note = first?.note ?? (await this.note(by['a']?.name));
      const tagged = found.kind === 'one' ? found.item.tags : [];
      const received = await this.go.receive({ timeout: '1h' });
      const all = await join({ note: this.note(received.note), other: this.note(others.length) });
      return { note, tagged, others, all, weight: input.weight };
    }
    `;

/** What is refused, with its reason. */
function refused(project: SampleProject, more: string): string[] {
  return project.build(`${program}${more}}`).diagnostics.map(({ code, problem }) => `${code}: ${problem}`);
}

describe.each(settings)('with %o', (compilerOptions) => {
  const project = new SampleProject(compilerOptions);
  afterAll(() => project.remove());

  test('ordinary values are stored', () => expect(refused(project, '')).toEqual([]));

  test('the same is refused', () => {
    const found = refused(
      project,
      `@task() async price(item?: Item): Promise<{ total?: Money }> { return {}; }
      `,
    );
    expect(found).toEqual([
      expect.stringContaining('type_not_storable: The result of task `price` cannot be stored: `total` is an instance of class `Money`'),
    ]);
  });
});
