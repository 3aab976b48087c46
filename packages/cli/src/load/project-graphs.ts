/** The graphs of a project's workflows, compiled from the sources as they are now. */
import type { Graph } from '@waystone/core/graph';
import { loadProject } from '../config/load-config.js';
import { MistakesError } from '../errors.js';
import type { Session } from '../session.js';

/** Throws {@link MistakesError} if the sources do not compile. Writes nothing. */
export async function projectGraphs({ cwd }: Session): Promise<readonly Graph[]> {
  const [project, { projectBuilder }] = await Promise.all([loadProject(cwd), import('../build/project-builder.js')]);
  const { diagnostics, graphs } = projectBuilder(project).build({ check: true });
  if (diagnostics.some(({ severity }) => severity === 'error'))
    throw new MistakesError('the workflows have mistakes, so there is nothing to draw; see them with: npx waystone build');
  return graphs;
}
