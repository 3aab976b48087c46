/** A test has all the workflows that its workflows start. */
import { TestSetupError } from '@waystone/core';
import type { Program } from '@waystone/core/runtime';

/** @throws TestSetupError that names the child which is missing, and where it is started. */
export function assertChildren(programs: readonly Program[]): void {
  const known = new Set(programs.map(({ graph }) => graph.workflow));
  for (const { graph, places = {} } of programs)
    for (const [id, node] of Object.entries(graph.nodes)) {
      if (node.kind !== 'child' || known.has(node.workflow)) continue;
      const place = places[id];
      throw new TestSetupError(
        `${graph.workflow} starts ${node.workflow} as a child at ${id}${place === undefined ? '' : ` (${place})`}, and this test has no ` +
          `workflow ${node.workflow}; name it in the option workflows`,
      );
    }
}
