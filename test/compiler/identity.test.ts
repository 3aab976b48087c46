/**
 * What is the same workflow: of the sample, every edit that means nothing keeps the graph, and an instance that parked under
 * one text goes on under the other, wait by wait; every edit that means something gives another graph.
 */
import { formatDiagnostics } from '@waystone/codegen';
import { afterAll, describe, expect, test } from 'vitest';
import { changed } from './identity/changed.js';
import { kept } from './identity/kept.js';
import { cases, sample } from './identity/sample.js';
import { RandomProject, type Compiled } from './random-programs/compiler.js';
import { expectPlainRun } from './support/expect-plain-run.js';
import { runByAdvance } from './support/run-by-advance.js';

type Accepted = Extract<Compiled, { readonly graph: object }>;

function accepted(each: Compiled | undefined): Accepted {
  if (each && !('refusedFor' in each)) return each;
  throw new Error(each ? `${formatDiagnostics(each.refusedFor)}\n${each.text}` : 'nothing was compiled');
}

const project = new RandomProject();
afterAll(() => project.remove());

const texts = [sample, ...kept.map(([, text]) => text), ...changed.map(([, text]) => text)];
const compiled = project.compile(texts).map(accepted);
const original = accepted(compiled[0]);
const before = original.load();

const keptPrograms = kept.map(([what], index) => [what, accepted(compiled[1 + index])] as const);
const changedGraphs = changed.map(([what], index) => [what, accepted(compiled[1 + kept.length + index]).graph] as const);

test('the sample does what it does plainly, and comes to every wait', async () => {
  for (const each of cases) await expectPlainRun(await runByAdvance(before, each), before, each);
});

describe.each(keptPrograms)('%s', (_what, other) => {
  test('keeps the graph', () => {
    expect(other.graph).toMatchObject({ hash: original.graph.hash });
    expect(Object.keys(other.graph.nodes)).toEqual(Object.keys(original.graph.nodes));
  });

  test('lets instances go on, from one build to the other and back', async () => {
    const after = other.load();
    for (const each of cases) {
      for (const [first, second] of [
        [before, after],
        [after, before],
      ] as const)
        await expectPlainRun(
          await runByAdvance({ ...first, builds: [second], family: [{ ...first, builds: [second] }] }, each),
          before,
          each,
        );
    }
  });
});

test.each(changedGraphs)('%s: another hash', (_what, { hash }) => {
  expect(hash).toMatch(/^[\da-f]{64}$/);
  expect(hash).not.toBe(original.graph.hash);
});

test('no two changes have one hash', () => {
  const hashes = changedGraphs.map(([, { hash }]) => hash);
  expect(new Set(hashes).size).toBe(hashes.length);
});
