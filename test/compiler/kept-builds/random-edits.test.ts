/**
 * Whatever is edited between builds, in any order, by whatever kind of build: what comes of what earlier builds left is what a build from
 * nothing finds out, generated files and diagnostics alike.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, createBuilder, type Builder, type BuildResult } from '@waystone/codegen';
import { buildProject } from '@waystone/codegen/build';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleOptions } from '../support/sample-project.js';
import { variants } from './variants.js';

const names = Object.keys(variants);

class Project {
  readonly root = mkdtempSync(join(tmpdir(), 'waystone-kept-'));
  readonly options = { root: this.root, cacheDir: '.cache' };
  /** Watches all the time. */
  readonly #watching: Builder;

  constructor() {
    this.#write('package.json', '{ "type": "module" }');
    this.#write('tsconfig.base.json', JSON.stringify({ compilerOptions: sampleOptions }));
    for (const name of names) this.edit({ name, variant: 0 });
    this.#watching = createBuilder({ root: this.root });
    this.#watching.build();
  }

  edit({ name, variant }: Edit): void {
    const texts = variants[name]!;
    const text = texts[variant % texts.length];
    if (text === undefined) rmSync(join(this.root, name), { force: true });
    else this.#write(name, text);
  }

  async build(how: How, edited: readonly string[]): Promise<BuildResult> {
    const watched = this.#watching.rebuild(edited.map((name) => join(this.root, name)));
    if (how === 'watching') return watched;
    return how === 'again' ? createBuilder(this.options).build() : await buildProject(this.options);
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  #write(name: string, text: string): void {
    mkdirSync(dirname(join(this.root, name)), { recursive: true });
    writeFileSync(join(this.root, name), text);
  }
}

interface Edit {
  readonly name: string;
  readonly variant: number;
}

type How = 'watching' | 'again' | 'recalled';

const edits = fc.array(fc.record({ name: fc.constantFrom(...names), variant: fc.nat(6) }), { minLength: 1, maxLength: 3 });
const steps = fc.array(fc.record({ edits, how: fc.constantFrom<How>('watching', 'again', 'recalled') }), { minLength: 6, maxLength: 6 });

test('a build after edits equals a build from nothing', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const project = new Project();
      try {
        for (const { edits, how } of all) {
          for (const edit of edits) project.edit(edit);
          const result = await project.build(
            how,
            edits.map(({ name }) => name),
          );
          expectFromNothing(result, build({ root: project.root, check: true }));
        }
      } finally {
        project.remove();
      }
    }),
    { numRuns: 3 },
  );
});

function expectFromNothing(result: BuildResult, cold: BuildResult): void {
  expect(result.diagnostics.map(shown)).toEqual(cold.diagnostics.map(shown));
  expect(result.graphs).toEqual(cold.graphs);
  // What the cold one would write is what was there when it came.
  if (result.ok) expect(cold).toMatchObject({ ok: true, written: [], deleted: [] });
  expect(new Set(result.inputs)).toEqual(new Set(cold.inputs));
}

function shown({ place: { file, start, length }, ...said }: BuildResult['diagnostics'][number]): object {
  return { ...said, file: file.fileName, text: file.text, start, length };
}
