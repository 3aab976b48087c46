/**
 * Which nodes and arrows of graphs the runs of tests went through: as numbers, as a list of what is missing with the lines in the
 * source, and as drawings.
 */
import { TestSetupError } from '@waystone/core';
import { mermaid } from '@waystone/core/graph';
import type { Drawing } from '@waystone/core/graph';
import { keyOf } from './recorder.js';
import type { GraphRecord, Move } from './recorder.js';
import { Traveled } from './traveled.js';
import type { Uncovered, Untaken, WorkflowCoverage } from './traveled.js';

/** The layout of {@link CoverageData}. */
const format = 2;

/** What `JSON.stringify` makes of a {@link Coverage}; see `merge`. */
export interface CoverageData {
  readonly format: 2;
  readonly graphs: readonly (Pick<GraphRecord, 'graph' | 'places' | 'flows'> & { readonly moves: readonly Move[] })[];
}

/**
 * Collects what runs cover: give one to the options of all of them. What a run went through is in it when the run is closed, as
 * `runInMemory` and `simulate` have done when they return, and `await using` does at the end of its block.
 *
 * @example
 * const coverage = new Coverage();
 * await runInMemory(workflow, input, { coverage });
 * expect(coverage.missing).toEqual([]);
 * await writeFile('coverage.svg', await drawSvg(coverage.drawing('order')));
 */
export class Coverage {
  readonly #graphs = new Map<string, GraphRecord>();

  /** @internal Called when an environment is closed. */
  add(records: Iterable<GraphRecord>): void {
    for (const record of records) {
      const known = this.#graphs.get(record.graph.workflow);
      if (known?.graph.hash !== record.graph.hash) this.#graphs.set(record.graph.workflow, record);
      else for (const [key, move] of record.moves) known.moves.set(key, move);
    }
  }

  /** Of every workflow that a run began or could have begun. */
  workflows(): readonly WorkflowCoverage[] {
    return [...this.#graphs.values()].map((record) => new Traveled(record).summary());
  }

  /** What no run came to, a line for each node and arrow, with its place in the source. Empty: everything is covered. */
  get missing(): readonly string[] {
    return this.workflows().flatMap((each) => missingOf(each).map((line) => `${each.workflow}: ${line}`));
  }

  /** Numbers per workflow, and what was not covered with its line in the source. */
  text(): string {
    return `${this.workflows().map(textOf).join('\n\n')}\n`;
  }

  /**
   * A graph as a Mermaid flowchart: what was covered in green, the rest in red.
   *
   * @throws TestSetupError if no run knew a workflow of that name.
   */
  mermaid(workflow: string): string {
    return mermaid(this.drawing(workflow));
  }

  /**
   * A graph with what was covered, for `drawSvg` of `@waystone/cli/drawing`.
   *
   * @throws TestSetupError if no run knew a workflow of that name.
   */
  drawing(workflow: string): Drawing {
    const record = this.#graphs.get(workflow);
    if (!record) throw new TestSetupError(`no run knew a workflow ${workflow}; there are ${[...this.#graphs.keys()].join(', ') || 'none'}`);
    return new Traveled(record).drawing();
  }

  /**
   * Adds what runs of another process have covered: test runners have one for every file.
   *
   * @example
   * await writeFile('order.coverage.json', JSON.stringify(coverage));
   * whole.merge(JSON.parse(await readFile('order.coverage.json', 'utf8')) as CoverageData);
   * @throws TestSetupError if it is of another release.
   */
  merge(data: CoverageData): void {
    const graphs = data?.format === format ? data.graphs : undefined;
    if (!Array.isArray(graphs))
      throw new TestSetupError(
        'this is no coverage of this release of Waystone: give what JSON.parse reads of it, and run older tests again',
      );
    this.add(
      data.graphs.map(({ moves, ...record }) => ({
        ...record,
        courses: new Map(),
        moves: new Map(moves.map((move) => [keyOf(move), move])),
      })),
    );
  }

  /** What `JSON.stringify` writes; {@link merge} takes it. */
  toJSON(): CoverageData {
    const graphs = [...this.#graphs.values()].map(({ graph, places, flows, moves }) => ({
      graph,
      places,
      flows,
      moves: [...moves.values()],
    }));
    return { format, graphs };
  }
}

function textOf(covered: WorkflowCoverage): string {
  const { workflow, nodes, arrows } = covered;
  const head = `${workflow}: ${nodes.covered} of ${nodes.total} nodes, ${arrows.covered} of ${arrows.total} arrows`;
  return [head, ...missingOf(covered).map((line) => `  never: ${line}`)].join('\n');
}

function missingOf({ uncovered, untaken }: WorkflowCoverage): readonly string[] {
  return [...uncovered.map(nodeLine), ...untaken.map(arrowLine)];
}

function nodeLine({ node, kind, place }: Uncovered): string {
  return `${kind} ${node}${placeText(place)}`;
}

function arrowLine({ from, to, label, error, place }: Untaken): string {
  const told = label ?? (error ? 'error' : undefined);
  return `arrow ${from} → ${to}${told === undefined ? '' : ` [${told}]`}${placeText(place)}`;
}

function placeText(place: string | undefined): string {
  return place === undefined ? '' : `  ${place}`;
}
