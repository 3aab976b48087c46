/**
 * The store: everything durable, behind one interface. One implementation (Kysely) serves every database; what
 * differs is in a `Dialect`.
 *
 * Always: every change of a lane is a compare-and-set on owner, epoch and seq, so a late or repeated write changes
 * nothing. Everything that one step means is one transaction. Many requests share a transaction (group commit); one
 * that makes its transaction fail is found by splitting and fails alone. A promise resolves only when the
 * transaction is durable. Times are milliseconds on the store's clock. Envelopes are opaque bytes here.
 */
import type { OnParentClose } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import type { Transaction } from 'kysely';
import type { Instant, Processes } from '../ports.js';
import type { Tags } from '../tags.js';
import type { Route, Served } from './memory.js';
import type { CallerTransaction } from './caller-transaction.js';
import type { Notices } from './notices.js';
import type { Takers } from './takers.js';
import type {
  ClaimRequest,
  ClaimedLane,
  CommitResult,
  Envelope,
  Fence,
  HistoryEntry,
  InstanceNumber,
  LaneEnd,
  LaneId,
  LaneRequest,
  SignalInput,
  StartRequest,
  StartResult,
  StepCommit,
  TogetherResult,
} from './steps.js';

export type * from './steps.js';

// ── operators and clients ────────────────────────────────────────────────────────────────────────────────────────

/**
 * `ready`: waits for a worker. `running`: a worker holds a lane of it. `parked`: waits for a time, a signal or an operator.
 * `paused`: until it is resumed. The others are ends.
 */
export type InstanceStatus = 'ready' | 'running' | 'parked' | 'paused' | LaneEnd;

/** An instance at a glance. Times are milliseconds since 1970. */
export interface InstanceSummary {
  readonly id: string;
  readonly workflow: string;
  /** Hash of the graph that it runs. */
  readonly graph: string;
  readonly status: InstanceStatus;
  /** The queue from which workers take it. */
  readonly queue: string;
  /** 1 goes first, 5 last. */
  readonly priority: number;
  /** What a worker has to have to take any part of it, as its start said. */
  readonly tags: readonly string[];
  readonly createdAt: Instant;
  /** Absent: it lives. */
  readonly endedAt?: Instant;
  /** Absent: nobody asked it to cancel. */
  readonly cancelRequestedAt?: Instant;
  /** Absent: it is not paused. */
  readonly pauseRequestedAt?: Instant;
}

export interface LaneSummary {
  readonly lane: LaneId;
  readonly key?: string;
  readonly node: string;
  readonly status: 'ready' | 'running' | 'parked' | 'queued' | LaneEnd;
  readonly attempt: number;
  readonly seq: number;
  /** When it came to its last wait that was not a task, or was opened. */
  readonly since: Instant;
  readonly wakeAt?: Instant;
  /** Name of the signal it waits for. */
  readonly signal?: string;
  /** Id of the child that it waits for. */
  readonly child?: string;
  /** What a worker has to have to take it. Absent: nothing. */
  readonly tags?: Tags;
  /** Why no live worker takes it, though it is ready. */
  readonly lacks?: Lack;
  /** It cannot go on until an operator has mended the cause, which history tells, and resumes the instance. */
  readonly setAside?: true;
  readonly owner?: number;
  /** Absent for a lane that was canceled before it ran. */
  readonly envelope?: Envelope;
}

export interface InstanceRecord extends InstanceSummary {
  readonly n: InstanceNumber;
  readonly input: Envelope;
  /** Sealed result or error, once ended. */
  readonly outcome?: Envelope;
  readonly terminated: boolean;
  /** Absent: a client started it, or its parent was deleted. */
  readonly parent?: ParentRecord;
  /** How many children it started, by their ends. */
  readonly children: Readonly<Record<InstanceState, number>>;
  readonly lanes: readonly LaneSummary[];
  readonly statuses: readonly StatusRecord[];
  /** Signals that are stored and not yet received, oldest first. */
  readonly buffered: readonly { readonly name: string; readonly sentAt: Instant }[];
}

/** The instance that started another one. */
export interface ParentRecord {
  /** Its id. */
  readonly id: string;
  /** The lane that did, and the steps that it had committed. */
  readonly lane: LaneId;
  readonly seq: number;
  readonly onParentClose: OnParentClose;
}

/** `live`: it has not ended. */
export type InstanceState = 'live' | LaneEnd;

export interface StatusRecord {
  readonly name: string;
  readonly envelope: Envelope;
  /** Grows by one with every set. */
  readonly version: number;
  readonly setAt: Instant;
}

export interface HistoryRow extends HistoryEntry {
  readonly lane: LaneId;
  readonly seq: number;
  readonly worker: number;
}

/** Which instances to list; every property that is given narrows it down. */
export interface ListFilter {
  /** Only of the workflow of this name. */
  readonly workflow?: string;
  /** Only those in one of these states. */
  readonly status?: readonly InstanceStatus[];
  /** Only those of this queue. */
  readonly queue?: string;
  /** Only those of this priority. */
  readonly priority?: number;
  /** Only those whose start asked for all of these tags. */
  readonly tags?: readonly string[];
  /** Only children of the instance with this id. */
  readonly parent?: string;
  /** Ids that begin with this. */
  readonly idPrefix?: string;
  /** Only those that were started later. */
  readonly createdAfter?: Instant;
  /** Only those that were started earlier. */
  readonly createdBefore?: Instant;
  /** Newest first; at most this many, at least 1 (default 100). */
  readonly limit?: number;
  /** `id` of the last one of the page before. */
  readonly after?: string;
}

/** Which instances that have ended to look for, and where. */
export interface PurgeSearch {
  /** Those that ended before this. */
  readonly endedBefore: Instant;
  /** Only of the workflows of these names. */
  readonly workflows?: readonly string[];
  /** Only those that ended so. */
  readonly status?: readonly LaneEnd[];
  /** Number behind which to look. 0: from the beginning. */
  readonly after: InstanceNumber;
  /** At most so many. */
  readonly limit: number;
}

/** Instances that may be deleted. */
export interface Purgeable {
  readonly instances: readonly InstanceNumber[];
  /** Behind which to look on. Absent: there are no others. */
  readonly next?: InstanceNumber;
}

/** What became of instances that were to be deleted. */
export interface Purged {
  readonly deleted: number;
  /** Those of which a part of the history was deleted: there was more of it than one transaction takes. */
  readonly longer: readonly InstanceNumber[];
}

/** `ended`: too late. */
export type SendResult = 'sent' | 'duplicate' | 'ended' | 'unknown';
export type RequestResult = 'requested' | 'ended' | 'unknown';

export interface WorkerRecord {
  /** For people. */
  readonly name: string;
  readonly graphs: readonly Graph[];
  readonly leaseMs: number;
  /** Queues that it serves. Absent: nothing is known of what it serves. */
  readonly queues?: readonly string[];
  /** What it has. Absent: nothing. */
  readonly tags?: Tags;
  /** Names of the workflows whose instances it purges. Absent: none. */
  readonly purges?: readonly string[];
  /** Its process, if others may take its lanes as soon as that is gone. */
  readonly process?: Pick<Processes, 'host' | 'pid'>;
}

/** A lane that is waiting for something to happen in this process. */
export interface HeldState {
  readonly n: InstanceNumber;
  readonly lane: LaneId;
  readonly epoch: number;
  readonly seq: number;
  readonly request: LaneRequest;
}

/** Why no live worker takes a lane: there is none, or none of its build, or none of its queue, or none that has its tags. */
export type Lack = 'worker' | 'build' | 'queue' | 'tags';

/** Ready lanes that no live worker takes. */
export interface Unserved extends Route {
  readonly workflow: string;
  readonly lacks: Lack;
}

/** A change of the layout, as releases of Waystone bring them. */
export interface LayoutChange {
  readonly version: number;
  readonly name: string;
  /** Whether workers and clients of releases that do not know it may go on beside it. */
  readonly olderMayGoOn: boolean;
}

/** How a database is laid out. */
export interface StoreLayout {
  /** What messages call the database. */
  readonly where: string;
  /** Version of its layout; 0: it holds nothing of Waystone yet. */
  readonly version: number;
  /** The newest version that this release knows. */
  readonly known: number;
  /** What the database lacks, in order. */
  readonly pending: readonly LayoutChange[];
}

/** What can be done within a transaction of a caller's; each as in {@link Store}. */
export type StoreWithin = Pick<Store, 'start' | 'send' | 'graphOf' | 'graph' | 'latestGraph' | 'workflows'>;

/**
 * What `sqlite(…)` gives, for workers and clients. Programs pass it on and close it; they need not call anything else.
 */
export interface Store {
  /** Tells this process, at once and for free, what may have changed; see {@link Notices}. */
  readonly notices: Notices;
  /** The workers of this process, which may take what is started through this store; see {@link Takers}. */
  readonly takers: Pick<Takers, 'add'>;

  /** Opens the database, creating and migrating it as needed. Idempotent; every other call does it first. */
  open(): Promise<void>;
  /** The layout that the database has, and what of it this release would change. Unlike {@link open} it changes nothing. */
  layout(): Promise<StoreLayout>;
  /** Waits for what is under way and closes. */
  close(): Promise<void>;
  /** The time on the store's clock. */
  now(): Promise<Instant>;

  /** Starts an instance, or does what `onConflict` says if the id is taken. */
  start(request: StartRequest): Promise<StartResult>;
  /** Stores a signal, and assigns it to a lane if one waits for it. */
  send(instanceId: string, signal: SignalInput): Promise<SendResult>;
  /**
   * The store within a transaction of the caller's, in the same database: what is done there takes effect if and only if that
   * commits.
   *
   * @throws TransactionInvalidError, TransactionForeignError
   */
  within(transaction: CallerTransaction): Promise<StoreWithin>;
  /** Requests the cancel of every lane and of the children that they wait for, and ends a pause. */
  cancel(instanceId: string): Promise<RequestResult>;
  /** Ends the instance as canceled with no cleanup; its lanes are gone, its children are closed. */
  terminate(instanceId: string, outcome: Envelope): Promise<RequestResult>;
  /** Lets nothing of the instance be claimed. */
  pause(instanceId: string): Promise<RequestResult>;
  /** Ends a pause, and takes up lanes that were set aside. */
  resume(instanceId: string): Promise<RequestResult>;

  /** The instance with its lanes, statuses and buffered signals. */
  find(instanceId: string): Promise<InstanceRecord | undefined>;
  /** Hash of the instance's graph. */
  graphOf(instanceId: string): Promise<string | undefined>;
  /** End and outcome of those that do not live; with no outcome: terminated with its parent, or `unknown`, since it is not there. */
  outcomes(
    instanceIds: readonly string[],
  ): Promise<readonly { readonly id: string; readonly end: LaneEnd | 'unknown'; readonly outcome?: Envelope }[]>;
  /** A published value; `undefined` if there is no such instance or status. */
  status(instanceId: string, name: string): Promise<StatusRecord | undefined>;
  /** Newest first. */
  list(filter: ListFilter): Promise<readonly InstanceSummary[]>;
  /** In the order in which the nodes finished. */
  history(instanceId: string): Promise<readonly HistoryRow[]>;
  /** The graph of that hash, if it is stored here. */
  graph(hash: string): Promise<Graph | undefined>;
  /** The graph of that workflow which was registered last, by a worker or a start. */
  latestGraph(workflow: string): Promise<Graph | undefined>;
  /** Hashes of all graphs of that workflow. */
  graphHashes(workflow: string): Promise<readonly string[]>;
  /** What of these workflows is ready and no live worker takes, by route. */
  unserved(workflows: readonly string[]): Promise<readonly Unserved[]>;
  /** Names of the workflows that have graphs here. */
  workflows(): Promise<readonly string[]>;

  /** Instances that have ended and that nobody needs any more, of a bounded part of all; in the order of their numbers. */
  purgeable(search: PurgeSearch): Promise<Purgeable>;
  /** Deletes those of them that have ended, that nobody needs, and that nobody has locked, with all that belongs to them. */
  purge(instances: readonly InstanceNumber[]): Promise<Purged>;
  /** Those of these workflows that no live worker purges which joined before this one. */
  leftToPurge(owner: number, workflows: readonly string[]): Promise<readonly string[]>;

  /** Registers a worker and stores the graphs it knows. Gives its number. */
  join(worker: WorkerRecord): Promise<number>;
  /**
   * Renews the lease; `held` false: it had expired and the lanes are gone. Gives the requests on the lanes it holds, unless
   * it is `idle` and knows of none.
   */
  heartbeat(owner: number, leaseMs: number, idle?: boolean): Promise<{ readonly held: boolean; readonly lanes: readonly HeldState[] }>;
  /** Gives up the lease; lanes still held are ready at once for others. */
  leave(owner: number): Promise<void>;
  /** Takes lanes from workers whose lease has expired, and from those whose process is gone from `here`. Gives how many. */
  reclaim(here?: Processes): Promise<number>;
  /** The lanes that the worker holds, and what is requested of them. Writes nothing. */
  held(owner: number): Promise<readonly HeldState[]>;
  /**
   * Ready lanes, in order of priority (with aging) then time.
   *
   * @throws StoreConnectionError, `inDoubt` if nobody can tell which lanes are held now; {@link held} tells.
   */
  claim(request: ClaimRequest): Promise<readonly ClaimedLane[]>;
  /** When the next parked lane of these becomes due; absent: none has a time. */
  nextDue(served: Served): Promise<Instant | undefined>;
  /** One step. Calls made at the same time share a transaction. */
  commit(step: StepCommit): Promise<CommitResult>;
  /**
   * Runs a task's work in a transaction of the database that holds the store, and commits the step that it gives together with
   * what it wrote there. Nothing is written if it gives none, or if the lane was lost. Work that a passing cause undoes
   * (a deadlock, a lost connection) is run again.
   *
   * @throws StoreConflictError if it was undone again and again; StoreConnectionError, `inDoubt` if nobody can tell whether
   * the step was committed.
   */
  commitTogether(work: (transaction: Transaction<unknown>) => Promise<StepCommit | undefined>): Promise<TogetherResult>;
  /** Gives a held lane back as it is, ready at once; with `tags`, for workers that have these. */
  release(fence: Fence, tags?: Tags): Promise<void>;
  /** Publishes a status at once, from a running task (fenced by its lane). */
  publish(fence: Fence, name: string, envelope: Envelope): Promise<'applied' | 'lost'>;
}
