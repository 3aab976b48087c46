/**
 * What this process remembers of rows that never change, to spare reading them again: routes and stored graphs.
 *
 * Always: replaced as a whole after a transaction that failed, since it may have learned rows that do not exist. Whoever
 * is still reading goes on with the old one, and what that learns then is forgotten with it.
 */
import type { RoutesTable } from './schema.js';

export type Route = Pick<RoutesTable, 'id' | 'queue' | 'graph' | 'priority'>;

export class Memory {
  readonly #routes = new Map<string, Route>();
  readonly #graphs = new Set<string>();
  /** The greatest id of a route that was read; later ones are greater. */
  lastRoute = 0;

  learnRoute(route: Route): void {
    this.#routes.set(routeKey(route), route);
    this.lastRoute = Math.max(this.lastRoute, route.id);
  }

  route(wanted: Omit<Route, 'id'>): Route | undefined {
    return this.#routes.get(routeKey(wanted));
  }

  /** Routes that lead to a worker of these graphs and queues. */
  routesTo({ graphs, queues }: { readonly graphs: readonly string[]; readonly queues: readonly string[] }): readonly Route[] {
    const [servedGraphs, servedQueues] = [new Set(graphs), new Set(queues)];
    return [...this.#routes.values()].filter((route) => servedGraphs.has(route.graph) && servedQueues.has(route.queue));
  }

  learnGraph(hash: string): void {
    this.#graphs.add(hash);
  }

  knowsGraph(hash: string): boolean {
    return this.#graphs.has(hash);
  }
}

function routeKey({ queue, graph, priority }: Omit<Route, 'id'>): string {
  return `${priority} ${graph} ${queue}`;
}
