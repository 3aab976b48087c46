/** Finds what is ready and what no live worker takes. */
import { sql } from 'kysely';
import { refreshRoutes } from '../effects/intern-routes.js';
import { lackOf, liveWorkers } from '../effects/serving.js';
import { waitingLanes } from '../effects/waiting-lanes.js';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';
import type { Unserved } from '../store.js';

export async function unserved(session: Session, workflows: readonly string[]): Promise<readonly Unserved[]> {
  await session.begun();
  await refreshRoutes(session);
  const workers = await liveWorkers(session);
  const graphs = (
    await session.fetch(
      graphsOf,
      workflows.map((workflow) => ({ workflow })),
    )
  ).flat();
  const workflowOf = new Map(graphs.map(({ hash, workflow }) => [hash, workflow]));
  const left = session.memory.routes().flatMap(({ id, ...route }) => {
    const workflow = workflowOf.get(route.graph);
    const lacks = workflow === undefined ? undefined : lackOf({ id, ...route }, workers);
    return workflow !== undefined && lacks !== undefined ? [{ id, ...route, workflow, lacks }] : [];
  });
  const ready = await session.fetchOne(
    firstReady,
    left.map(({ id }) => ({ route: id, now: session.now })),
  );
  return left.filter((_, index) => ready[index]);
}

const graphsOf = statement({ workflow: text }, ({ db, row }) =>
  db.selectFrom('graphs').select(['hash', 'workflow']).where('workflow', '=', row.workflow),
);

const firstReady = statement({ route: integer, now: integer }, (terms) =>
  waitingLanes(terms).select('due').where('due', '<=', terms.row.now).limit(sql.lit(1)),
);
