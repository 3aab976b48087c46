/** The compiler of Waystone: decorated classes in, continuation graphs out. */
export type { ProjectOptions } from './1-load/index.js';
export { build, createBuilder, type Builder } from './build.js';
export type { BuildOptions, BuildResult } from './build-result.js';
export * from './diagnostics/public.js';
