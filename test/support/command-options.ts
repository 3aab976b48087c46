/** What the searches among our tests do alike with the options of their commands. */

/** @throws Error saying which option is no number above 0, with which nothing would be searched; undefined: it was not given. */
export function numberOf(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(value) || Number(value) === 0) throw new Error(`--${name} takes a number above 0, not '${value}'`);
  return Number(value);
}

/** @throws Error saying which option is no whole number of at least `least`; undefined: it was not given. */
export function wholeOf(name: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value) || Number(value) < least) throw new Error(`--${name} takes a whole number of at least ${least}, not '${value}'`);
  return Number(value);
}

/** Ends the process. */
export function leave(text: string, exitCode: number): never {
  console.log(text);
  process.exit(exitCode);
}
