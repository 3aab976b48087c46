/** The graphs of a project's workflows, compiled from the sources as they are now. */
import { buildProject } from '@waystone/codegen/build';
import type { Graph } from '@waystone/core/graph';
import { projectOptions } from '../build/project-options.js';
import { loadProject } from '../config/load-config.js';
import { MistakesError } from '../errors.js';
import type { Session } from '../session.js';

/** Throws {@link MistakesError} if the sources do not compile. Writes nothing. */
export async function projectGraphs({ cwd }: Session): Promise<readonly Graph[]> {
  const { diagnostics, graphs } = await buildProject({ ...projectOptions(await loadProject(cwd)), check: true });
  if (diagnostics.some(({ severity }) => severity === 'error'))
    throw new MistakesError('the workflows have mistakes, so there is nothing to draw; see them with: npx waystone build');
  return graphs;
}
