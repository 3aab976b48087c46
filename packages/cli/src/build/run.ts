/** Runs a build of the project: once, or again and again. */
import { buildProject } from '@waystone/codegen/build';
import { loadProject } from '../config/load-config.js';
import { NoWorkflowsError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';
import type { Session } from '../session.js';
import type { BuildFormat } from './formats.js';
import { projectOptions, type CacheOptions } from './project-options.js';
import { reportBuild } from './report.js';

export interface BuildOptions extends CacheOptions {
  readonly watch?: boolean;
  readonly check?: boolean;
  readonly format: BuildFormat;
}

export async function runBuild(
  { terminal, cwd, env }: Session,
  { watch, check = false, cache = true, format }: BuildOptions,
): Promise<void> {
  const project = await loadProject(cwd);
  const reporting = { terminal, format, root: project.root, checkout: env['GITHUB_WORKSPACE'] ?? project.root };
  if (watch) {
    const { watchProject } = await import('./watch.js');
    return watchProject(project, { cache }, reporting);
  }
  const result = await buildProject({ ...projectOptions(project, { cache }), check });
  if (result.ok && result.graphs.length === 0) throw new NoWorkflowsError();
  if (!reportBuild(result, reporting)) process.exitCode = exitCodes.failed;
}
