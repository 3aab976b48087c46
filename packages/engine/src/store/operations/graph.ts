/** Reads graphs. */
import { readGraph, type Graph } from '@waystone/core/graph';
import type { Session } from '../session.js';

/** The graph with this hash. */
export async function graph({ db }: Session, hash: string): Promise<Graph | undefined> {
  const found = await db.selectFrom('graphs').select('graph').where('hash', '=', hash).executeTakeFirst();
  return found && readGraph(found.graph, `graph ${hash}`);
}

/** The graph of this workflow that was registered last. */
export async function latestGraph({ db }: Session, workflow: string): Promise<Graph | undefined> {
  const found = await db
    .selectFrom('graphs')
    .select('graph')
    .where('workflow', '=', workflow)
    .orderBy('registered', 'desc')
    .limit(1)
    .executeTakeFirst();
  return found && readGraph(found.graph, `graph of '${workflow}'`);
}

/** Hashes of the graphs of this workflow. */
export async function graphHashes({ db }: Session, workflow: string): Promise<readonly string[]> {
  const found = await db.selectFrom('graphs').select('hash').where('workflow', '=', workflow).orderBy('registered').execute();
  return found.map(({ hash }) => hash);
}

/** Names of the workflows that have graphs. */
export async function workflows({ db }: Session): Promise<readonly string[]> {
  const found = await db.selectFrom('graphs').select('workflow').distinct().orderBy('workflow').execute();
  return found.map(({ workflow }) => workflow);
}
