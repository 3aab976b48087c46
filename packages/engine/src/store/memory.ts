/**
 * What this process remembers of rows that never change, to spare reading them again: routes and stored graphs.
 *
 * Always: what a transaction learns is its own until it is durable, since it may have made the rows itself. So no route and
 * no graph is remembered that was undone.
 */
import { covers, textOf } from '../tags.js';
import type { Tags } from '../tags.js';
import type { RoutesTable } from './schema.js';

/** What a worker must serve to claim a lane. */
export interface Route extends Pick<RoutesTable, 'id' | 'queue' | 'graph' | 'priority'> {
  /** Only workers that have all of these. */
  readonly tags: Tags;
}

/** What a worker serves. */
export interface Served {
  readonly graphs: readonly string[];
  readonly queues: readonly string[];
  /** What it has. Absent: nothing. */
  readonly tags?: Tags;
}

export class Memory {
  readonly #routes = new Map<string, Route>();
  readonly #routesById = new Map<number, Route>();
  readonly #graphs = new Set<string>();
  #lastRoute = 0;

  /** @param base What is known beside. */
  constructor(private readonly base?: Memory) {}

  /** A memory that knows what this one does, and learns for itself. */
  fork(): Memory {
    return new Memory(this);
  }

  /** Learns what a fork has learned. */
  adopt(fork: Memory): void {
    for (const route of fork.#routesById.values()) this.learnRoute(route);
    for (const hash of fork.#graphs) this.learnGraph(hash);
  }

  /** The greatest id of a route that was read; later ones are greater. */
  get lastRoute(): number {
    return Math.max(this.#lastRoute, this.base?.lastRoute ?? 0);
  }

  learnRoute(route: Route): void {
    this.#routes.set(routeKey(route), route);
    this.#routesById.set(route.id, route);
    this.#lastRoute = Math.max(this.#lastRoute, route.id);
  }

  route(wanted: Omit<Route, 'id'>): Route | undefined {
    return this.#routes.get(routeKey(wanted)) ?? this.base?.route(wanted);
  }

  routeOf(id: number): Route | undefined {
    return this.#routesById.get(id) ?? this.base?.routeOf(id);
  }

  /** All that are known, each once: others may have learned in the meantime what this one has. */
  routes(): readonly Route[] {
    const own = [...this.#routesById.values()];
    return this.base ? [...this.base.routes(), ...own.filter(({ id }) => !this.base?.routeOf(id))] : own;
  }

  /** Routes that lead to a worker that serves these. */
  routesTo({ graphs, queues, tags = [] }: Served): readonly Route[] {
    const [servedGraphs, servedQueues] = [new Set(graphs), new Set(queues)];
    return this.routes().filter((route) => servedGraphs.has(route.graph) && servedQueues.has(route.queue) && covers(tags, route.tags));
  }

  learnGraph(hash: string): void {
    this.#graphs.add(hash);
  }

  knowsGraph(hash: string): boolean {
    return this.#graphs.has(hash) || this.base?.knowsGraph(hash) === true;
  }
}

function routeKey({ queue, graph, priority, tags }: Omit<Route, 'id'>): string {
  return `${priority} ${graph} ${textOf(tags)} ${queue}`;
}
