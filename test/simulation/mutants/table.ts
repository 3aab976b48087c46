/** Catches every mutant, and writes down what it took: the scenarios for the test, the table for the reader of docs/simulation.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { explore } from '../explore.ts';
import type { Found } from '../share.ts';
import { mutants, seedsFile } from './index.ts';

const docs = join(import.meta.dirname, '../../../docs/simulation.md');
const [begin, end] = ['<!-- mutants -->', '<!-- /mutants -->'];

/** From the first seed on: the number of the seed is that of the scenarios. */
const firstSeed = 1;
const mostScenarios = 10_000;
const mostMs = 600_000;

interface Caught {
  readonly mutant: string;
  readonly seed: number;
  readonly violated: readonly string[];
  readonly seconds: number;
}

/** Gives whether all were caught. */
export async function writeTable(): Promise<boolean> {
  const names = Object.keys(mutants);
  const caught: Caught[] = [];
  const next = async (): Promise<void> => {
    for (let mutant = names.shift(); mutant !== undefined; mutant = names.shift()) {
      const one = await catchOne(mutant);
      if (one) caught.push(one);
      console.log(one ? `scenario ${one.seed}, ${one.seconds} s: ${mutant}` : `not caught: ${mutant}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
  const inOrder = Object.keys(mutants).flatMap((name) => caught.filter(({ mutant }) => mutant === name));
  writeFileSync(seedsFile, `${JSON.stringify(Object.fromEntries(inOrder.map(({ mutant, seed }) => [mutant, seed])), null, 2)}\n`);
  writeFileSync(docs, withTable(readFileSync(docs, 'utf8'), inOrder));
  return inOrder.length === Object.keys(mutants).length;
}

async function catchOne(mutant: string): Promise<Caught | undefined> {
  const share = { seed: firstSeed, stride: 1, scenarios: mostScenarios, ms: mostMs, on: 'sqlite', mutant, shrinks: false } as const;
  let found: Found | undefined;
  const startedAt = performance.now();
  await explore(share, (told) => (found = told)).catch((error: unknown) => console.error(String(error)));
  const [failed] = found?.failures ?? [];
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  return failed && { mutant, seed: failed.seed, violated: failed.violated, seconds };
}

function withTable(text: string, caught: readonly Caught[]): string {
  const rows = caught.map(({ mutant, seed, violated, seconds }) => `| ${mutant} | ${violated.join(', ')} | ${seed} | ${seconds} s |`);
  const table = ['| the engine is broken so that | does not hold | caught by scenario | after |', '|---|---|---:|---:|', ...rows].join(
    '\n',
  );
  return `${text.slice(0, text.indexOf(begin) + begin.length)}\n\n${table}\n\n${text.slice(text.indexOf(end))}`;
}
