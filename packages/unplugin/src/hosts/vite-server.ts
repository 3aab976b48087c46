/**
 * What a Vite server knows of the builds. It goes on after a mistake: the terminal says it, the browser shows it, and whoever imports a
 * generated module gets it instead, because that module is of a source that is no more.
 */
import type { DevEnvironment, Logger } from 'vite';
import type { Builds, Open } from '../builds.js';
import { errorsOf, warningsOf, type Problem } from '../problems.js';
import { logOf, type Log } from './rollup.js';

export class ViteServer {
  readonly #logger: Logger;
  readonly #open: Open;
  #builds: Builds | undefined;
  #said = '';
  #isOverlayShown = false;

  constructor(logger: Logger, open: Open) {
    this.#logger = logger;
    this.#open = open;
  }

  /** Builds, and says in the terminal what has changed. Gives the files to watch. */
  async refresh(): Promise<readonly string[]> {
    this.#builds = await this.#open();
    const result = await this.#builds.refresh();
    this.#say(warningsOf(result, this.#builds.root), errorsOf(result, this.#builds.root));
    return result.inputs;
  }

  /** Whether a change of this file may change what is generated. */
  isSource(file: string): boolean {
    return /\.[cm]?tsx?$/.test(file) && !file.includes('/node_modules/') && !this.isGenerated(file);
  }

  isGenerated(id: string): boolean {
    const outDir = this.#builds?.last?.outDir;
    return outDir !== undefined && id.startsWith(`${outDir}/`);
  }

  /** The errors of the last build; `undefined`: there were none. */
  failure(): Log | undefined {
    const result = this.#builds?.last;
    const errors = result && this.#builds ? errorsOf(result, this.#builds.root) : [];
    return errors.length > 0 ? logOf(errors) : undefined;
  }

  /** Forgets modules that are not generated any more, so that asking for them fails. */
  failed({ moduleGraph }: DevEnvironment): void {
    this.#isOverlayShown = true;
    for (const [file, modules] of moduleGraph.fileToModulesMap)
      if (this.isGenerated(file)) for (const module of modules) moduleGraph.invalidateModule(module);
  }

  /** Takes the errors away from the browser, if they are there. */
  mended({ hot }: DevEnvironment): void {
    if (this.#isOverlayShown) hot.send({ type: 'update', updates: [] });
    this.#isOverlayShown = false;
  }

  #say(warnings: readonly Problem[], errors: readonly Problem[]): void {
    const said = textOf([...warnings, ...errors]);
    if (said === this.#said) return;
    this.#said = said;
    if (warnings.length > 0) this.#logger.warn(textOf(warnings), { timestamp: true });
    if (errors.length > 0) this.#logger.error(textOf(errors), { timestamp: true });
  }
}

function textOf(problems: readonly Problem[]): string {
  return problems.map(({ message }) => message).join('\n\n');
}
