/**
 * Broken engines, each of which the simulator has to catch. To add one: its name says what is wrong with it; its edits are texts
 * of built modules (`packages/engine/dist`) and what stands there instead; `seed` is one that shows it early, which
 * `npm run sim -- --mutant '<name>' --scenarios 2000` finds. `test/simulation/mutants.test.ts` runs each of them from that seed, and
 * `node test/simulation/mutants/table.ts` writes the table of docs/simulation.md.
 */
import type { Edit } from '../../support/mutants.ts';

export interface Mutant {
  readonly edits: readonly Edit[];
  /** A run that shows it. */
  readonly seed: number;
}

const engine = (file: string, text: string, instead: string): Edit => ({ module: `packages/engine/dist/${file}`, text, instead });

export const mutants: Readonly<Record<string, Mutant>> = {
  'writes are not fenced by the epoch': { seed: 1, edits: [engine('store/effects/go-on.js', ".where('epoch', '=', row.epoch)", '')] },
};
