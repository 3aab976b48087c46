/** The compiler, set up as the configuration of a project says. */
import { createBuilder, type Builder } from '@waystone/codegen';
import type { Project } from '../config/load-config.js';
import { projectOptions, type CacheOptions } from './project-options.js';

/** A builder that reuses what it knows from one build to the next. */
export function projectBuilder(project: Project, options?: CacheOptions): Builder {
  return createBuilder(projectOptions(project, options));
}
