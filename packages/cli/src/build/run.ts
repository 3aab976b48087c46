/** Runs a build of the project: once, or again and again. */
import { loadProject } from '../config/load-config.js';
import { NoWorkflowsError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';
import type { Session } from '../session.js';
import type { BuildFormat } from './formats.js';
import { projectBuilder } from './project-builder.js';
import { reportBuild } from './report.js';
import { watchProject } from './watch.js';

export interface BuildOptions {
  readonly watch?: boolean;
  readonly check?: boolean;
  readonly format: BuildFormat;
}

export async function runBuild({ terminal, cwd, env }: Session, { watch, check = false, format }: BuildOptions): Promise<void> {
  const project = await loadProject(cwd);
  const reporting = { terminal, format, root: project.root, checkout: env['GITHUB_WORKSPACE'] ?? project.root };
  const builder = projectBuilder(project);
  if (watch) return watchProject(project, builder, reporting);
  const result = builder.build({ check });
  if (result.ok && result.graphs.length === 0) throw new NoWorkflowsError();
  if (!reportBuild(result, reporting)) process.exitCode = exitCodes.failed;
}
