/** What is chosen on the command line of a measurement. */

export type DatabaseName = 'postgres' | 'sqlite';

export const databaseNames: readonly DatabaseName[] = ['postgres', 'sqlite'];

/** Those of the names that a text lists, with commas between; all of them without a text. @throws Error on other names. */
export function chosen<Name extends string>(what: string, all: readonly Name[], text: string | undefined): readonly Name[] {
  if (text === undefined) return all;
  return text.split(',').map((name) => {
    const found = all.find((one) => one === name.trim());
    if (found === undefined) throw new Error(`there is no ${what} '${name}'; there are ${all.join(', ')}`);
    return found;
  });
}

/** @throws Error if the text is no whole number from 1 on. */
export function roundsOf(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new Error(`--rounds must be a whole number from 1 on, not '${text}'`);
}

/** Reads options; mistakes in them end the process with the help. */
export function orHelp<Options>(help: string, read: () => Options): Options {
  try {
    return read();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return process.exit(2);
  }
}
