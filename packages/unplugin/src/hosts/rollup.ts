/** Rollup and Rolldown: every build of theirs begins with one of ours. */
import type { Open } from '../builds.js';
import { errorsOf, warningsOf, type Problem } from '../problems.js';

/** What both give to a hook. */
interface HookContext {
  addWatchFile(file: string): void;
  warn(log: Log): void;
  error(log: Log): never;
}

/** As Rollup, Rolldown and Vite show an error of a plugin. */
export interface Log {
  readonly message: string;
  readonly id: string;
  readonly loc: { readonly file: string; readonly line: number; readonly column: number };
}

interface Hooks {
  buildStart(this: HookContext): Promise<void>;
}

export function rollupHooks(open: Open): Hooks {
  return {
    async buildStart() {
      const builds = await open();
      const result = await builds.refresh();
      for (const file of result.inputs) this.addWatchFile(file);
      for (const warning of warningsOf(result, builds.root)) this.warn(logOf([warning]));
      const errors = errorsOf(result, builds.root);
      if (errors.length > 0) this.error(logOf(errors));
    },
  };
}

/** One error is all that a hook can throw: it stands at the first place and names the others. */
export function logOf(problems: readonly Problem[]): Log {
  const [first] = problems;
  if (first === undefined) throw new RangeError('there is no problem to report');
  const { file, line, column } = first;
  return { message: problems.map(({ message }) => message).join('\n\n'), id: file, loc: { file, line, column } };
}
