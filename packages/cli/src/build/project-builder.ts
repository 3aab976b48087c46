/** The compiler, set up as the configuration of a project says. */
import { createBuilder, type Builder } from '@waystone/codegen';
import type { Project } from '../config/load-config.js';

/** A builder that reuses what it knows from one build to the next. */
export function projectBuilder({ root, config: { include, outDir } }: Project): Builder {
  return createBuilder({ root, ...(include !== undefined && { include }), ...(outDir !== undefined && { outDir }) });
}
