/** webpack and Rspack: a run of theirs waits for a build of ours; diagnostics are errors and warnings of their compilation. */
import type { Builds, Open } from '../builds.js';
import { errorsOf, warningsOf, type Problem } from '../problems.js';

/** What a compiler of either has. */
interface Compiler {
  readonly hooks: {
    readonly beforeRun: AsyncHook;
    readonly watchRun: AsyncHook;
    readonly thisCompilation: { tap(name: string, callback: (compilation: Compilation) => void): void };
  };
}

interface AsyncHook {
  tapPromise(name: string, callback: () => Promise<void>): void;
}

interface Compilation {
  readonly fileDependencies: { add(file: string): unknown };
  readonly errors: { push(error: Error): unknown };
  readonly warnings: { push(warning: Error): unknown };
}

/** A diagnostic at its place, with the names that webpack gives to places. */
class CompilationError extends Error {
  override readonly name = 'WaystoneDiagnostic';
  readonly hideStack = true;
  readonly file: string;
  readonly loc: { readonly start: { readonly line: number; readonly column: number } };

  constructor({ message, file, line, column }: Problem) {
    super(message);
    this.stack = '';
    this.file = file;
    this.loc = { start: { line, column } };
  }
}

export function applyToCompiler({ hooks }: Compiler, open: Open): void {
  let builds: Builds | undefined;
  const build = async (): Promise<void> => {
    builds = await open();
    await builds.refresh();
  };
  hooks.beforeRun.tapPromise('waystone', build);
  hooks.watchRun.tapPromise('waystone', build);
  hooks.thisCompilation.tap('waystone', (compilation) => {
    if (builds !== undefined) report(builds, compilation);
  });
}

function report({ last, root }: Builds, compilation: Compilation): void {
  if (last === undefined) return;
  for (const file of last.inputs) compilation.fileDependencies.add(file);
  for (const warning of warningsOf(last, root)) compilation.warnings.push(new CompilationError(warning));
  for (const error of errorsOf(last, root)) compilation.errors.push(new CompilationError(error));
}
