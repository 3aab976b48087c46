/**
 * The tables, as Kysely sees them. `migrations/` makes them; `docs/state-machine.md` draws the states.
 *
 * Always: every row that belongs to an instance leads its key with `partition`, derived from the instance id (0 on
 * SQLite), so that the same layout can be distributed. Graphs, workers and migrations belong to the whole store and
 * are small. Times are milliseconds on the store's clock. Truth values are 0 and 1. A step that only goes on
 * changes no indexed column.
 */
import type { OnParentClose } from '@waystone/core';
import type { InstanceState, LaneEnd, LaneRequest } from './store.js';

export type Flag = 0 | 1;

/** `queued`: waits for a place in its fork's `concurrency`. An ended lane keeps its result until its parent goes on. */
export type LaneState = 'live' | 'queued' | LaneEnd;

export interface InstancesTable {
  readonly partition: number;
  readonly n: number;
  readonly id: string;
  readonly uid: string;
  readonly workflow: string;
  readonly graph: string;
  readonly route: number;
  readonly state: InstanceState;
  readonly terminated: Flag;
  /** Another instance has taken its id. */
  readonly replaced: Flag;
  readonly created_at: number;
  readonly ended_at: number | null;
  readonly cancel_requested_at: number | null;
  readonly pause_requested_at: number | null;
  readonly input: Uint8Array;
  /** Null while it lives, and for an instance that was terminated by another one's start or end. */
  readonly outcome: Uint8Array | null;
  /** Number of the instance that started it, the lane that did, and the steps that had been committed there; null: a client started it. */
  readonly parent: number | null;
  readonly parent_lane: string | null;
  readonly parent_seq: number | null;
  readonly on_parent_close: OnParentClose | null;
  /** It has started children. */
  readonly is_parent: Flag;
}

export interface LanesTable {
  readonly partition: number;
  readonly n: number;
  readonly lane: string;
  /** The lane that opened it; null: the main line. */
  readonly parent: string | null;
  readonly position: number;
  readonly key: string | null;
  /** The fork node and the index in its `lanes`, which say what code the lane runs. */
  readonly fork: string | null;
  readonly fork_lane: number;
  readonly route: number;
  readonly state: LaneState;
  /** The worker that holds it. */
  readonly owner: number | null;
  readonly epoch: number;
  readonly seq: number;
  readonly attempt: number;
  readonly losses: number;
  /** When it came to its last wait that was not a task, or was opened. */
  readonly since: number;
  /** When it can be claimed; null: something else has to happen first, or it is held. */
  readonly due: number | null;
  /** The signal it waits for. */
  readonly signal: string | null;
  /** The signal that was assigned to it. */
  readonly sid: number | null;
  /** While it waits for a signal: in which order it began to. Once it ended: in which order it did. */
  readonly ordinal: number | null;
  /** Lanes of its fork that have not ended. */
  readonly pending: number;
  /** Not null: it stands at a fork, until all its lanes have ended. */
  readonly mode: 'all' | 'settled' | null;
  /** How many more lanes of its fork must succeed for the join to be decided; null: so many never decide it. */
  readonly successes_left: number | null;
  /** The same for lanes that fail. */
  readonly failures_left: number | null;
  /** Number of the instance whose end it waits for, or that it has just started. */
  readonly child: number | null;
  /** What the cancel of this wait means for the child; null: nothing. */
  readonly child_close: OnParentClose | null;
  readonly request: LaneRequest;
  readonly paused: Flag;
  readonly node: string;
  /** The continuation; once ended, the result; null: canceled before it ran. */
  readonly envelope: Uint8Array | null;
}

export interface SignalsTable {
  readonly partition: number;
  readonly n: number;
  readonly sid: number;
  readonly name: string;
  /** A lane's `sid` names it. */
  readonly assigned: Flag;
  readonly sent_at: number;
  readonly envelope: Uint8Array;
}

/** Ids of signals that were accepted, kept until the instance ends. */
export interface SignalIdsTable {
  readonly partition: number;
  readonly n: number;
  readonly name: string;
  readonly id: string;
}

export interface StatusesTable {
  readonly partition: number;
  readonly n: number;
  readonly name: string;
  readonly version: number;
  readonly set_at: number;
  readonly envelope: Uint8Array;
}

export interface HistoryTable {
  readonly partition: number;
  readonly n: number;
  /** Grows in the order of commit. */
  readonly ordinal: number;
  readonly lane: string;
  readonly seq: number;
  readonly attempt: number;
  readonly node: string;
  readonly worker: number;
  readonly started_at: number;
  readonly ended_at: number;
  readonly outcome: 'completed' | 'failed' | 'canceled' | 'retried';
  readonly marks: string | null;
  readonly envelope: Uint8Array | null;
  readonly continuation: Uint8Array | null;
}

/** What a worker must serve to claim a lane, interned: one number in the index of ready lanes. Rows never change. */
export interface RoutesTable {
  readonly partition: number;
  readonly id: number;
  readonly queue: string;
  readonly graph: string;
  readonly priority: number;
  /** In their one form: `''` or a JSON array, sorted, each once. */
  readonly tags: string;
}

/** Counters that only grow. */
export interface SequencesTable {
  readonly partition: number;
  readonly name: SequenceName;
  /** The next number to give. */
  readonly next: number;
}

export type SequenceName = 'instance' | 'route' | 'ordinal' | 'worker' | 'graph';

export interface GraphsTable {
  readonly hash: string;
  readonly workflow: string;
  /** Grows with every registration by a worker; the greatest of a workflow is its latest. */
  readonly registered: number;
  /** JSON. */
  readonly graph: string;
}

export interface WorkersTable {
  readonly id: number;
  readonly name: string;
  readonly joined_at: number;
  readonly lease_expires_at: number;
  /** Where `pid` means its process; null: nothing is known of its process. */
  readonly host: string | null;
  readonly pid: number | null;
  /** JSON of the graphs, queues and tags that it serves, and of the workflows that it purges; null: nothing is known of that. */
  readonly serves: string | null;
}

export interface MigrationsTable {
  readonly version: number;
  readonly name: string;
  /** Whether a release that does not know this migration may go on working. */
  readonly older_may_go_on: Flag;
  readonly applied_at: number;
}

export interface Schema {
  readonly instances: InstancesTable;
  readonly lanes: LanesTable;
  readonly signals: SignalsTable;
  readonly signal_ids: SignalIdsTable;
  readonly statuses: StatusesTable;
  readonly history: HistoryTable;
  readonly routes: RoutesTable;
  readonly sequences: SequencesTable;
  readonly graphs: GraphsTable;
  readonly workers: WorkersTable;
  readonly migrations: MigrationsTable;
}
