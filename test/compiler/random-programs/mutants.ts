/** Mistakes to be put into the built compiler and engine on purpose: the search has to find each of them. */
import { injectMutant, type Edit } from '../../support/mutants.ts';

interface Mutant extends Edit {
  /** Where the search begins that a test makes: a batch that has a program which shows the mistake early. */
  readonly seed: number;
}

const lowering = (seed: number, file: string, [text, instead]: readonly [string, string]): Mutant => {
  return { module: `codegen/dist/3-lower/${file}`, text, instead, seed };
};
const engine = (seed: number, file: string, [text, instead]: readonly [string, string]): Mutant => {
  return { module: `packages/engine/dist/${file}`, text, instead, seed };
};

export const mutants: Readonly<Record<string, Mutant>> = {
  'operands are read after the waits beside them': lowering(2, 'stability.js', [
    'const isQuiet = () => isQuietUpTo(builder, following);',
    'const isQuiet = () => true;',
  ]),
  'what is before a comma is taken for what is after it': lowering(3, 'stability.js', ['kind === ts.SyntaxKind.CommaToken || ', '']),
  'what a later turn of a loop reads is not kept': lowering(2, 'liveness.js', [
    'for (let changed = true; changed;)',
    'for (let changed = true, turns = 0; changed && turns < 1; turns += 1)',
  ]),
  'a compound assignment reads its target late': lowering(4, 'assignments.js', [
    '${target.write} = ${read(before)} ',
    '${target.write} = ${target.read} ',
  ]),
  'a logical assignment takes the wrong arm': lowering(1, 'assignments.js', [
    'ts.SyntaxKind.BarBarEqualsToken ? [after, rest]',
    'ts.SyntaxKind.BarBarEqualsToken ? [rest, after]',
  ]),
  'a continue leaves its loop': lowering(12, 'loop-parts.js', ['continue: next', 'continue: after']),
  'lanes get nothing of what surrounds them': engine(1, 'interpreter/nodes/fork.js', ['pick(graph, frame, lane.keep)', '{}']),
  'negative zero is stored as zero': engine(1, 'codec/lower.js', ['Object.is(value, -0)', 'false']),
  'what is reached twice is stored twice': engine(1, 'codec/lower.js', ['this.#shared.has(value)', 'false']),
  'a step forgets the first status that it sets': engine(2, 'worker/step.js', [
    'const published = advanced.published.map(',
    'const published = advanced.published.slice(1).map(',
  ]),
};

/** Puts the mutant into its module, which must not be loaded yet. */
export function inject(name: string): void {
  const mutant = mutants[name];
  if (!mutant) throw new Error(`there is no mutant '${name}'; there are: ${Object.keys(mutants).join(', ')}`);
  injectMutant(mutant);
}
