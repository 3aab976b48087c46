/** What the compiled form of a small workflow stores at its waits. */
import type { Graph } from '@waystone/core/graph';
import { SampleProject } from './sample-project.js';

export class KeptValues {
  readonly #project = new SampleProject();

  /** Names of what is kept, by node; forks also show what each lane captures: `0 < factor`. `run` has the flows of the class. */
  keptIn(run: string): Record<string, string[]> {
    const { nodes, slots } = this.#project.graphOf(workflowWith(run)) satisfies Graph;
    const names = (keep: readonly number[]): string[] => keep.map((slot) => slots[slot] ?? '?');
    const entries = Object.entries(nodes).map(([id, node]) => {
      const captured = node.kind === 'fork' ? node.lanes.flatMap((lane) => names(lane.keep).map((name) => `${lane.key} < ${name}`)) : [];
      return [id, [...names(node.keep), ...captured]] satisfies [string, string[]];
    });
    return Object.fromEntries(entries);
  }

  remove(): void {
    this.#project.remove();
  }
}

function workflowWith(run: string): string {
  return `
    import { flow, join, loop, sleep, task, workflow } from '@waystone/core';
    @workflow()
    export class Sample {
      @task() async get(key: unknown): Promise<number> { return Number(key); }
      @task() async put(...values: unknown[]): Promise<void> { void values; }
      ${run}
    }`;
}
