/** Builds a project once, and loads TypeScript only if something has changed since the last build. */
import type { ProjectOptions } from './1-load/index.js';
import { finishBuild, type BuildOptions, type BuildResult } from './build-result.js';
import { recallBuild } from './cache/recall.js';

export type { ProjectOptions } from './1-load/index.js';
export type { Builder } from './build.js';
export type { BuildOptions, BuildResult } from './build-result.js';

/**
 * Builds a project as {@link build} does. If it has a `cacheDir` and nothing has changed since the last build, what that one
 * found out is taken, whoever did it.
 */
export async function buildProject(options: ProjectOptions & BuildOptions): Promise<BuildResult> {
  const startedAt = performance.now();
  const recalled = recallBuild(options);
  if (recalled) return finishBuild({ ...recalled, compiled: [] }, startedAt, options);
  const { build } = await import('./build.js');
  return build(options);
}
