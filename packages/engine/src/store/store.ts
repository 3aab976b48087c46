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
import type { LaneEntry } from '../interpreter/continuation.js';
import type { Instant, Processes } from '../ports.js';
import type { Tags } from '../tags.js';
import type { Route, Served } from './memory.js';
import type { CallerTransaction } from './caller-transaction.js';
import type { Notices } from './notices.js';

export type Envelope = Uint8Array;

/** Number given to an instance by the store; ids are the caller's, numbers are the keys. */
export type InstanceNumber = number;

/** `''` is the main line. A lane of a fork: `<parent lane>/<parent's seq at the fork>.<index>`, so names never recur. */
export type LaneId = string;

/** Identifies a held lane and fences every write to it. */
export interface Fence {
  readonly n: InstanceNumber;
  readonly lane: LaneId;
  /** The worker that holds it. */
  readonly owner: number;
  readonly epoch: number;
  /** Steps committed so far. */
  readonly seq: number;
}

/** An operator's request as the lane sees it. `cancel`: to be delivered at the wait; `canceling`: was delivered. */
export type LaneRequest = 'none' | 'cancel' | 'canceling';

// ── start ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface SignalInput {
  readonly name: string;
  /** Deduplicates: a second one with the same name and id is dropped. */
  readonly id?: string;
  readonly envelope: Envelope;
}

/** Which step started an instance, and what becomes of the instance when its parent ends. */
export interface ParentLink {
  readonly n: InstanceNumber;
  readonly lane: LaneId;
  /** Steps that the lane had committed. */
  readonly seq: number;
  readonly onParentClose: OnParentClose;
}

export interface StartRequest {
  readonly instanceId: string;
  /** Random, unique for ever: the root of idempotency keys. */
  readonly uid: string;
  readonly graph: Graph;
  /** The sealed entry continuation (its value is the input). */
  readonly envelope: Envelope;
  /** The sealed input alone, for people and tools. */
  readonly input: Envelope;
  /** Sealed initial values of the statuses. */
  readonly statuses: readonly { readonly name: string; readonly envelope: Envelope }[];
  readonly signals: readonly SignalInput[];
  /** Not before this; absent: now. */
  readonly startAt?: Instant;
  readonly queue: string;
  /** 1 (first) to 5. */
  readonly priority: number;
  /** What workers have to have to take any lane of it. Absent: nothing. */
  readonly tags?: Tags;
  readonly onConflict: 'fail' | 'useExisting' | 'terminateExisting';
  /** Absent: a client starts it. */
  readonly parent?: ParentLink;
}

/**
 * `exists`: the id is taken and `onConflict` is `fail`, or it should be used and is of another workflow. `used`: the existing one was used and got the signals.
 * `ended`: the existing one should have been used, but it has ended and cannot take the signals.
 */
export type StartResult = {
  readonly status: 'started' | 'used' | 'exists' | 'ended';
  readonly n: InstanceNumber;
  readonly workflow: string;
};

// ── claim ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ClaimRequest extends Served {
  readonly owner: number;
  readonly limit: number;
}

export type LaneEnd = 'completed' | 'failed' | 'canceled';

export interface EndedLane {
  /** Position in the fork, as written. */
  readonly position: number;
  readonly end: LaneEnd;
  /** Sealed value or error; absent for a lane that was canceled before it ran. */
  readonly envelope?: Envelope;
  /** Order in which the lanes of the fork ended. */
  readonly ordinal: number;
  /** `canceling`: it had seen a cancel before it ended. */
  readonly request: LaneRequest;
}

/** A child that a lane waits for, as it stands. */
export interface ClaimedChild {
  readonly graph: string;
  /** Absent: it lives. */
  readonly end?: LaneEnd;
  /** Absent: it lives, or was terminated with nobody there to say so. */
  readonly outcome?: Envelope;
  readonly terminated: boolean;
  /** It had been asked to cancel. */
  readonly cancelRequested: boolean;
}

/** A lane that this worker holds, with all that is needed to go on. */
export interface ClaimedLane extends Fence {
  readonly instanceId: string;
  readonly uid: string;
  readonly graph: string;
  readonly entry: LaneEntry;
  readonly node: string;
  readonly envelope: Envelope;
  /** Failed attempts at this node so far. */
  readonly attempt: number;
  /** Workers lost in a row at this step. */
  readonly losses: number;
  /** When it came to its last wait that was not a task, or was opened. */
  readonly since: Instant;
  readonly request: LaneRequest;
  readonly wakeAt: Instant;
  /** What workers have to have to be given it. */
  readonly tags: Tags;
  /** What they have to have for every lane of its instance. */
  readonly instanceTags: Tags;
  /** The signal assigned to this lane, if it waits for one and one is there. */
  readonly signal?: { readonly sid: number; readonly envelope: Envelope };
  /** Its instance was started by another one. */
  readonly isChild: boolean;
  /** The child that it waits for or has started. Absent at a wait for one: its id was taken, or there is none. */
  readonly child?: ClaimedChild;
  /** If it stands at a fork: how its lanes ended, by position. All of them have. */
  readonly ended?: readonly EndedLane[];
}

// ── commit ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface NewLane {
  readonly position: number;
  readonly key: string;
  readonly entry: LaneEntry;
  readonly envelope: Envelope;
}

/**
 * How many lanes of a fork must succeed or fail for its join to be decided, which cancels the lanes that are still under way;
 * absent: so many never decide it.
 */
export interface DecidedBy {
  readonly successes?: number;
  readonly failures?: number;
}

/** What a child is started with. */
export type ChildStart = Omit<StartRequest, 'signals' | 'onConflict' | 'parent'> & Pick<ParentLink, 'onParentClose'>;

/** What the lane does after the commit. */
export type Then =
  /** Goes on in the hands of this worker: the next task. */
  | { readonly kind: 'keep'; readonly node: string; readonly envelope: Envelope }
  /** Given back, ready at once: the next task is for a worker with other tags, or other lanes go first. */
  | { readonly kind: 'pass'; readonly node: string; readonly envelope: Envelope }
  /** Given back until `wakeAt` (absent: until something else wakes it) or until a signal named `signal` is there. */
  | { readonly kind: 'park'; readonly node: string; readonly envelope: Envelope; readonly wakeAt?: Instant; readonly signal?: string }
  /**
   * Starts a child and is given back until that has ended; until `'start'`: ready at once. If the id is taken, or the lane
   * was asked to cancel, none is started and the lane is ready at once.
   */
  | {
      readonly kind: 'startChild';
      readonly node: string;
      readonly envelope: Envelope;
      readonly child: ChildStart;
      readonly until: 'end' | 'start';
    }
  /** Given back until the instance that was started as a child has ended; ready at once if there is none. */
  | { readonly kind: 'awaitChild'; readonly node: string; readonly envelope: Envelope; readonly instanceId: string; readonly uid: string }
  /** Opens lanes and waits until all of them have ended. Beyond `concurrency` they are queued. */
  | {
      readonly kind: 'fork';
      readonly node: string;
      readonly envelope: Envelope;
      readonly lanes: readonly NewLane[];
      readonly concurrency?: number;
      readonly decidedBy: DecidedBy;
    }
  /** The same node again, later: a failed attempt. Not a step: `seq` stays, `attempt` grows by one. */
  | { readonly kind: 'retry'; readonly wakeAt: Instant }
  /** Given back as it is, paused by itself: it cannot go on until an operator has mended the cause and resumes the instance. */
  | { readonly kind: 'setAside' }
  /** The lane ends. The main line's end is the instance's. A lane that decides its fork cancels its siblings. */
  | { readonly kind: 'end'; readonly end: LaneEnd; readonly envelope: Envelope }
  /** The whole instance ends as failed, whatever lane this is: a value that cannot be stored must not reach the author's `catch`. */
  | { readonly kind: 'fail'; readonly envelope: Envelope };

export interface HistoryEntry {
  readonly node: string;
  /** 1-based attempt, or 1 for nodes without attempts. */
  readonly attempt: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  /** `retried`: a failed attempt that will be tried again. */
  readonly outcome: 'completed' | 'failed' | 'canceled' | 'retried';
  /** Sealed result or error. */
  readonly envelope?: Envelope;
  /** Branch cases and loop turns passed on the way, for people: JSON of `{ point, kind, label }[]`. */
  readonly marks?: string;
  /** The continuation that the step produced, if history is kept in full. */
  readonly continuation?: Envelope;
}

export interface StepCommit {
  readonly fence: Fence;
  readonly then: Then;
  /** When the step was taken; the wait that it leads to counts from then. Default: the time of the commit. */
  readonly at?: Instant;
  readonly history?: HistoryEntry;
  /** Keep only this many history rows of the instance. */
  readonly historyLimit?: number;
  /** `sid` of the signal that this step received. */
  readonly consumed?: number;
  /** The lane saw the cancel request at its wait: `cancel` becomes `canceling`. */
  readonly cancelDelivered?: boolean;
  /** What workers have to have to be given the lane from now on. Absent: the same as before. */
  readonly tags?: Tags;
  readonly published: readonly { readonly name: string; readonly envelope: Envelope }[];
  /** It may end, cancel or wake other instances than its own: its children, and those that wait for it. */
  readonly spreads?: true;
}

/**
 * `applied`: durable; `request` and `paused` as they stand now (a kept lane that is paused was given back).
 * `lost`: the lane is no longer held with this epoch; nothing changed.
 */
export type CommitResult =
  { readonly status: 'applied'; readonly request: LaneRequest; readonly kept: boolean } | { readonly status: 'lost' };

/** `undone`: nothing was written; `error`: why, if the task's work did not say so itself. */
export type TogetherResult = CommitResult | { readonly status: 'undone'; readonly error: unknown };

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
  /** Absent: a client started it. */
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
  /** Newest first; at most this many (default 100). */
  readonly limit?: number;
  /** `id` of the last one of the page before. */
  readonly after?: string;
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
  /** End and outcome of those that have ended; with no outcome: terminated with its parent. */
  outcomes(instanceIds: readonly string[]): Promise<readonly { readonly id: string; readonly end: LaneEnd; readonly outcome?: Envelope }[]>;
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

  /** Registers a worker and stores the graphs it knows. Gives its number. */
  join(worker: WorkerRecord): Promise<number>;
  /** Renews the lease; `held` false: it had expired and the lanes are gone. Gives the requests on the lanes it holds. */
  heartbeat(owner: number, leaseMs: number): Promise<{ readonly held: boolean; readonly lanes: readonly HeldState[] }>;
  /** Gives up the lease; lanes still held are ready at once for others. */
  leave(owner: number): Promise<void>;
  /** Takes lanes from workers whose lease has expired, and from those whose process is gone from `here`. Gives how many. */
  reclaim(here?: Processes): Promise<number>;
  /** The lanes that the worker holds, and what is requested of them. Writes nothing. */
  held(owner: number): Promise<readonly HeldState[]>;
  /** Ready lanes, in order of priority (with aging) then time. */
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
