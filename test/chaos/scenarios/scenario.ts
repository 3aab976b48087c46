/**
 * A scenario: a workflow that runs under the faults, the cases that are drawn of it, and what must come out of each.
 *
 * Always: the outcome that is expected follows from the input alone, never from what the engine did.
 */
import type { BoundWorkflow } from '@waystone/engine';
import type { Chance } from '../../support/chance.ts';

/** How an instance ends, as a client sees it and JSON can say it. */
export type Outcome =
  | { readonly end: 'completed'; readonly value: unknown }
  | { readonly end: 'failed'; readonly name: string; readonly message: string }
  | { readonly end: 'canceled' }
  | { readonly end: 'terminated' };

export interface PlannedSignal {
  readonly name: string;
  readonly value: unknown;
  /** Sent once the status of that name has that value. */
  readonly when?: { readonly status: string; readonly is: unknown };
  /** It may come too late, and then nobody receives it. */
  readonly mayBeLate?: true;
}

/** One instance as the scenario asks for it. All of it is JSON. */
export interface Draft {
  readonly input: unknown;
  /** Sent one after the other, in this order. */
  readonly signals: readonly PlannedSignal[];
  /** Any of these is right. */
  readonly outcomes: readonly Outcome[];
  /** Lanes that it has at once, at most. */
  readonly mostLanes: number;
  /** A second instance of the id comes to another end, because of what the first has left. */
  readonly onlyOnce?: true;
}

export interface Scenario {
  /** Name of the workflow. */
  readonly workflow: string;
  /** For a worker: the workflow and its children, with services whose tasks take a moment. */
  readonly bind: (folders: Folders) => Promise<readonly BoundWorkflow[]>;
  /** Makes the author's own tables. The store has made its own already. */
  readonly prepare?: (database: string) => Promise<void>;
  readonly draw: (chance: Chance, id: string) => Draft;
}

/** Where compiled projects are. */
export interface Folders {
  /** The probe, built for the run. */
  readonly probe: string;
}
