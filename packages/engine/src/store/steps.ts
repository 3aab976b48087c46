/**
 * What goes into the store and comes out of it as instances start and go on: starts, claims and steps.
 */
import type { OnParentClose } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import type { LaneEntry } from '../interpreter/continuation.js';
import type { Tags } from '../tags.js';
import type { Served } from './memory.js';
import type { Instant } from '../ports.js';

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
  /** Takes its main line for itself, as a claim would. Absent: it is ready for all, or will be. */
  readonly holder?: Holder;
}

/** A worker of this process that has room for what is started. */
export interface Holder {
  readonly owner: number;
  /** Its first step, taken before it is opened. Absent: it stands at its entry. */
  readonly first?: FirstStep & { readonly envelope: Envelope };
}

/**
 * `exists`: the id is taken and `onConflict` is `fail`, or it should be used and is of another workflow. `used`: the existing one was used and got the signals.
 * `ended`: the existing one should have been used, but it has ended and cannot take the signals.
 */
export type StartResult = {
  readonly status: 'started' | 'used' | 'exists' | 'ended';
  readonly n: InstanceNumber;
  readonly workflow: string;
  /** The time of the start, if the worker that was to hold the main line holds it. */
  readonly heldSince?: Instant;
  /** It had been started before, and nobody knows any more whether its main line is held. */
  readonly isRepeated?: true;
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

/** The step that takes a lane from its entry to its first task. */
export interface FirstStep {
  /** The task. */
  readonly node: string;
  readonly history?: HistoryEntry;
}

export interface NewLane {
  readonly position: number;
  readonly key: string;
  readonly entry: LaneEntry;
  /** What it stands with. */
  readonly envelope: Envelope;
  /** The worker that forks takes it for itself, as a claim would. Absent: it is ready for all. */
  readonly held?: true;
  /** Its first step, taken before it is opened. Absent: it stands at its entry. */
  readonly first?: FirstStep;
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
  | {
      readonly kind: 'end';
      readonly end: LaneEnd;
      readonly envelope: Envelope;
      /**
       * If no lane of its fork is left, the lane that waits for them goes on in the hands of this worker, which knows what they
       * gave. Only of forks whose lanes were all opened at once, and whose join no success decides.
       */
      readonly joinsHere?: true;
    }
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
  readonly envelope?: Envelope | undefined;
  /** Branch cases and loop turns passed on the way, for people: JSON of `{ point, kind, label }[]`. */
  readonly marks?: string | undefined;
  /** The continuation that the step produced, if history is kept in full. */
  readonly continuation?: Envelope | undefined;
}

export interface StepCommit {
  readonly fence: Fence;
  /**
   * Steps of the same lane that lead to this one and were put off, in order; each keeps the lane. They are committed with it
   * or not at all, and what is told of the result is told of this one.
   */
  readonly before?: readonly StepCommit[] | undefined;
  readonly then: Then;
  /** When the step was taken; the wait that it leads to counts from then. Default: the time of the commit. */
  readonly at?: Instant | undefined;
  readonly history?: HistoryEntry | undefined;
  /** Keep only this many history rows of the instance. */
  readonly historyLimit?: number | undefined;
  /** `sid` of the signal that this step received. */
  readonly consumed?: number | undefined;
  /** The lane saw the cancel request at its wait: `cancel` becomes `canceling`. */
  readonly cancelDelivered?: boolean | undefined;
  /** What workers have to have to be given the lane from now on. Absent: the same as before. */
  readonly tags?: Tags | undefined;
  readonly published: readonly { readonly name: string; readonly envelope: Envelope }[];
  /** It may end, cancel or wake other instances than its own: its children, and those that wait for it. */
  readonly spreads?: true | undefined;
  /** Id of an instance whose end this is, and that has neither parent nor children and takes no signals: no other row goes with it. */
  readonly endsAlone?: string | undefined;
  /** The lane stood at a fork whose lanes have all ended; they go with this step. */
  readonly joined?: true | undefined;
  /**
   * The step of the lane that waits for this one, which keeps it and has nothing but its history. It is committed with this one if that
   * leaves no lane of their fork and the lane that waits is as the worker knows it; else this one is committed alone. Only of ends with `joinsHere`.
   */
  readonly behind?: StepCommit | undefined;
}

/** A lane whose lanes have all ended, in the hands of the worker that ended the last one. */
export type JoinedLane = Pick<ClaimedLane, 'epoch' | 'request'>;

/** What a commit gave into the hands of its worker, which had asked for it. */
export interface Brought {
  /** The lanes that it opened and that were to be held are held. */
  readonly opened?: true;
  /** The lane that waited for the one that ended. */
  readonly joined?: JoinedLane;
  /** The lane that waited has gone on with the step `behind`. */
  readonly wentOn?: true;
  /** It had been applied before, and nobody knows any more what it gave. */
  readonly isRepeated?: true;
}

/**
 * `applied`: durable; `request` as it stands now; `kept`: the worker goes on with the lane, which was given back if it is paused.
 * `lost`: the lane is no longer held with this epoch; nothing changed. So is a lane of a fork that received a signal and was
 * asked to cancel meanwhile: it was given back, and the signal with it.
 */
export type CommitResult =
  | { readonly status: 'applied'; readonly request: LaneRequest; readonly kept: boolean; readonly brought?: Brought }
  | { readonly status: 'lost' };

/** `undone`: nothing was written; `error`: why, if the task's work did not say so itself. */
export type TogetherResult = CommitResult | { readonly status: 'undone'; readonly error: unknown };
