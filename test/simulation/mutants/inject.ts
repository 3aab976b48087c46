/** Puts a mutant into the built engine, which must not be loaded yet. */
import { injectMutant } from '../../support/mutants.ts';
import { mutants } from './index.ts';

export function inject(name: string): void {
  const mutant = mutants[name];
  if (!mutant) throw new Error(`there is no mutant '${name}'; there are: ${Object.keys(mutants).join(', ')}`);
  injectMutant(...mutant);
}
