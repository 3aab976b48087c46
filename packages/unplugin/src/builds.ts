/**
 * The builds of one project in this process. All compilers in it share them: those of a client and of a server, of one bundler or of several.
 *
 * Always: a build begins when the one before has ended; a file is read again only if it may have changed since.
 */
import { statSync } from 'node:fs';
import { loadProject, projectOptions, type Project } from '@waystone/cli/project';
import type { Builder } from '@waystone/codegen';
import { buildProject, type BuildResult } from '@waystone/codegen/build';

/** Clocks of file systems tick; a file that was written this shortly before a build may have been written during it. */
const tickMs = 50;

export class Builds {
  /** The project's folder. */
  readonly root: string;
  readonly #options: ReturnType<typeof projectOptions>;
  #builder: Builder | undefined;
  #stamps: ReadonlyMap<string, string> = new Map();
  #last: BuildResult | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  /** The build that has not begun; whoever asks before it does shares it. */
  #next: Promise<BuildResult> | undefined;

  constructor(project: Project) {
    this.root = project.root;
    this.#options = projectOptions(project);
  }

  /** What the last build said; `undefined`: there was none. */
  get last(): BuildResult | undefined {
    return this.#last;
  }

  /** Builds from the sources as they are now or later. */
  refresh(): Promise<BuildResult> {
    if (this.#next) return this.#next;
    const build = this.#turn.then(() => {
      this.#next = undefined;
      return this.#refresh();
    });
    this.#turn = build.catch(() => undefined);
    return (this.#next = build);
  }

  async #refresh(): Promise<BuildResult> {
    const startedAt = Date.now();
    const result = await this.#build(this.#changed());
    this.#stamps = new Map(result.inputs.map((file) => [file, stampBefore(startedAt, file)]));
    this.#last = result;
    return result;
  }

  /** The compiler is not loaded before something has changed. */
  async #build(changed: readonly string[]): Promise<BuildResult> {
    if (this.#builder) return this.#builder.rebuild(changed);
    if (changed.length === 0) return buildProject(this.#options);
    const { createBuilder } = await import('@waystone/codegen');
    this.#builder = createBuilder(this.#options);
    return this.#builder.build();
  }

  #changed(): readonly string[] {
    return [...this.#stamps].filter(([file, stamp]) => stampBefore(Infinity, file) !== stamp).map(([file]) => file);
  }
}

/** Differs from every other state of the file; one that was written since `time` has a stamp that no state has. */
function stampBefore(time: number, file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return 'gone';
  return stats.mtimeMs < time - tickMs ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : 'being written';
}

/** Gives the builds of the project that a plugin was made for. */
export type Open = () => Promise<Builds>;

const known = new Map<string, Promise<Builds>>();

/** The builds of the project that `folder` belongs to. A configuration that cannot be loaded is tried again the next time. */
export function buildsOf(folder: string): Promise<Builds> {
  const found = known.get(folder) ?? loadProject(folder).then((project) => new Builds(project));
  known.set(folder, found);
  found.catch(() => known.delete(folder));
  return found;
}
