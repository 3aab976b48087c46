/** What the configuration of a project says to the compiler. */
import type { ProjectOptions } from '@waystone/codegen/build';
import type { Project } from '../config/load-config.js';

const defaultCacheDir = 'node_modules/.cache/waystone';

export interface CacheOptions {
  /** Whether builds are kept for later ones. Default: true. */
  readonly cache?: boolean;
}

/** The project as the compiler takes it. What its configuration leaves out is what the compiler takes by itself, but for the folder of kept builds. */
export function projectOptions({ root, config }: Project, { cache = true }: CacheOptions = {}): ProjectOptions {
  const { include, outDir, cacheDir = defaultCacheDir } = config;
  return { root, ...(include !== undefined && { include }), ...(outDir !== undefined && { outDir }), ...(cache && { cacheDir }) };
}
