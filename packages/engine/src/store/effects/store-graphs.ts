/** Stores graphs with the first instance that uses them and with every worker that knows them. */
import type { Graph } from '@waystone/core/graph';
import type { Session } from '../session.js';
import { integer, statement, text } from '../statement.js';

/** Stores those that are not there yet. */
export async function storeGraphs(session: Session, graphs: readonly Graph[]): Promise<void> {
  const unknown = [...new Map(graphs.filter(({ hash }) => !session.memory.knowsGraph(hash)).map((graph) => [graph.hash, graph])).values()];
  const stored = await session.fetchOne(graphStored, unknown);
  const missing = unknown.filter((_, index) => !stored[index]);
  if (missing.length > 0) await session.change(insertGraph, await graphRows(session, missing));
  for (const { hash } of unknown) session.memory.learnGraph(hash);
}

/** Stores them as the latest of their workflows, with the policies that they have now. */
export async function registerGraphs(session: Session, graphs: readonly Graph[]): Promise<void> {
  if (graphs.length === 0) return;
  await session.change(upsertGraph, await graphRows(session, graphs));
}

async function graphRows(session: Session, graphs: readonly Graph[]) {
  const numberOf = await session.take('graph', graphs.length);
  return graphs.map((graph, index) => ({
    hash: graph.hash,
    workflow: graph.workflow,
    registered: numberOf(index),
    graph: JSON.stringify(graph),
  }));
}

const graphStored = statement({ hash: text }, ({ db, row }) => db.selectFrom('graphs').select('hash').where('hash', '=', row.hash));

const graphColumns = { hash: text, workflow: text, registered: integer, graph: text };

const insertGraph = statement(
  graphColumns,
  ({ db, row }) =>
    db
      .insertInto('graphs')
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  ['hash'],
);

const upsertGraph = statement(
  graphColumns,
  ({ db, row }) =>
    db
      .insertInto('graphs')
      .values(row)
      .onConflict((conflict) =>
        conflict.column('hash').doUpdateSet({
          registered: ({ ref }) => ref('excluded.registered'),
          graph: ({ ref }) => ref('excluded.graph'),
        }),
      ),
  ['hash'],
);
