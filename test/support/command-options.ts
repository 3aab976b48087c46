/** What the searches among our tests do alike with the options of their commands. */

/** @throws Error saying which option is no number; undefined: it was not given. */
export function numberOf(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(value)) throw new Error(`--${name} takes a number, not '${value}'`);
  return Number(value);
}

/** Ends the process. */
export function leave(text: string, exitCode: number): never {
  console.log(text);
  process.exit(exitCode);
}
