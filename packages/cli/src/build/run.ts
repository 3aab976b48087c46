/** Runs a build of the project: once, or again and again. */
import { createBuilder, type Builder } from '@waystone/codegen';
import { loadProject, type Project } from '../config/load-config.js';
import { NoWorkflowsError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';
import type { Session } from '../session.js';
import { reportBuild } from './report.js';
import { watchProject } from './watch.js';

export interface BuildOptions {
  readonly watch?: boolean;
  readonly check?: boolean;
  readonly json?: boolean;
}

export async function runBuild({ terminal, cwd }: Session, { watch, check = false, json = false }: BuildOptions): Promise<void> {
  const project = await loadProject(cwd);
  const reporting = { terminal, root: project.root, json };
  const builder = projectBuilder(project);
  if (watch) return watchProject(project, builder, reporting);
  const result = builder.build({ check });
  if (result.ok && result.graphs.length === 0) throw new NoWorkflowsError();
  if (!reportBuild(result, reporting)) process.exitCode = exitCodes.failed;
}

/** A builder that reuses what it knows from one build to the next. */
export function projectBuilder({ root, config: { include, outDir } }: Project): Builder {
  return createBuilder({ root, ...(include !== undefined && { include }), ...(outDir !== undefined && { outDir }) });
}
