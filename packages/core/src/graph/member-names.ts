/** Names of members in a graph, and what the class calls them: they differ where something was renamed (`@formerly`). */
import type { Graph } from './graph.js';

/** What the class calls a task, a flow, a signal or a status of its graph. */
export function memberName({ renamed }: Pick<Graph, 'renamed'>, name: string): string {
  return renamed !== undefined && Object.hasOwn(renamed, name) ? (renamed[name] ?? name) : name;
}
