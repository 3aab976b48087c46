/**
 * Mutants: mistakes that are put into the built compiler and engine on purpose, to see that they are found. A mutant is texts in
 * built modules, and what stands there instead. Nothing is written.
 *
 * Always: the module has the text exactly once, or it does not load.
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One place of a mutant. */
export interface Edit {
  /** Relative to the repository. */
  readonly module: string;
  readonly text: string;
  readonly instead: string;
}

/** Into modules that must not be loaded yet. */
export function injectMutant(...edits: readonly Edit[]): void {
  registerHooks({
    load(loaded, context, next) {
      const result = next(loaded, context);
      const own = edits.filter(({ module }) => loaded === urlOf(module));
      if (own.length === 0) return result;
      return { ...result, source: own.reduce(mutated, Buffer.from(result.source as Uint8Array).toString()) };
    },
  });
}

function urlOf(module: string): string {
  return pathToFileURL(join(import.meta.dirname, '../..', module)).href;
}

function mutated(source: string, { module, text, instead }: Edit): string {
  const parts = source.split(text);
  if (parts.length !== 2) throw new Error(`${module} has the text of a mutant ${parts.length - 1} times: ${text}`);
  return parts.join(instead);
}
