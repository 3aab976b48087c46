/**
 * A lane in the hands of this worker, between a claim and the commit after which it is given back.
 *
 * Always: what the next step starts from is a copy of what its envelope holds, so what runs after a crash is what ran before.
 */
import type { Continuation, Origin } from '../interpreter/continuation.js';
import type { Standing } from '../interpreter/envelope.js';
import type { ClaimedLane, Fence, LaneRequest, StepCommit } from '../store/store.js';
import { areSame, unionOf } from '../tags.js';
import type { Tags } from '../tags.js';
import type { ForkInHand } from './fork-in-hand.js';
import type { LoadedWorkflow } from './registry.js';

/** An attempt that is under way, as the one who can end it sees it. */
export interface Underway {
  /** The lane was canceled: its task is told, and waited for. */
  readonly cancel: (reason: Error) => void;
  /** The lane is no longer this worker's: its task is told, and not waited for. */
  readonly cutOff: (reason: Error) => void;
  /** Whether the end of a lease that may yet be renewed cuts it off, too. */
  readonly endsWithLease: boolean;
}

/** The fork that opened a lane, if this worker has it in hand. */
export interface PlaceInFork {
  readonly fork: ForkInHand;
  readonly position: number;
}

export class HeldLane {
  readonly workflow: LoadedWorkflow;
  readonly claimed: ClaimedLane;
  /** Absent: other workers may hold lanes of its fork, or it is the main line. */
  readonly place: PlaceInFork | undefined;
  #fence: Fence;
  #standing: Standing;
  /** The copy of the standing, as far as its value, and its live values, were not taken. */
  #valueOf: Continuation | undefined = undefined;
  #keptOf: Continuation | undefined = undefined;
  #attempt: number;
  #request: LaneRequest;
  #tags: Tags;
  #canceledFor: Error | undefined = undefined;
  #givenUpFor: Error | undefined = undefined;
  #underway: Underway | undefined = undefined;
  #putOff: StepCommit[] = [];
  #storing: Promise<void> | undefined = undefined;

  constructor(claimed: ClaimedLane, workflow: LoadedWorkflow, place?: PlaceInFork) {
    this.workflow = workflow;
    this.claimed = claimed;
    this.place = place;
    this.#fence = fenceAt(claimed, claimed.seq);
    const { node, envelope } = claimed;
    this.#standing = { node, envelope, copy: undefined };
    this.#attempt = claimed.attempt;
    this.#request = claimed.request;
    this.#tags = claimed.tags;
  }

  get fence(): Fence {
    return this.#fence;
  }

  get node(): string {
    return this.#standing.node;
  }

  /** Failed attempts at this node so far. */
  get attempt(): number {
    return this.#attempt;
  }

  get request(): LaneRequest {
    return this.#request;
  }

  /** What workers have to have to be given it, as the store knows. */
  get tags(): Tags {
    return this.#tags;
  }

  /** What a worker has to have to go on from this node; `undefined`: the same as until now. */
  tagsAt(node: string): Tags | undefined {
    const needed = this.#neededAt(node);
    return areSame(needed, this.#tags) ? undefined : needed;
  }

  #neededAt(id: string): Tags {
    const node = this.workflow.node(id);
    const { instanceTags } = this.claimed;
    return node.kind === 'task' ? unionOf(instanceTags, this.workflow.policy(node.task).tags) : instanceTags;
  }

  /** Why the task that stands here is canceled; absent: it is not. */
  get canceledFor(): Error | undefined {
    return this.#canceledFor;
  }

  /** Why the lane is no longer this worker's; absent: it is. */
  get givenUpFor(): Error | undefined {
    return this.#givenUpFor;
  }

  /** Its task runs, and is cut off when the lease ends. */
  get endsWithLease(): boolean {
    return this.#underway?.endsWithLease === true;
  }

  /** Tells the attempt of what ends it from now on, and at once of what has. */
  begin(underway: Underway): void {
    this.#underway = underway;
    if (this.#canceledFor) underway.cancel(this.#canceledFor);
    if (this.#givenUpFor) underway.cutOff(this.#givenUpFor);
  }

  /** The attempt need not be told any more. */
  end(underway: Underway): void {
    if (this.#underway === underway) this.#underway = undefined;
  }

  giveUp(reason: Error): void {
    if (this.#givenUpFor) return;
    this.#givenUpFor = reason;
    this.#underway?.cutOff(reason);
  }

  /** With what the node was reached; fresh at each call. */
  takeValue(): unknown {
    const copy = this.#valueOf;
    this.#valueOf = undefined;
    return (copy ?? this.#read()).value;
  }

  /** What the next step goes on from; fresh at each call. */
  takeOrigin(): Origin {
    const copy = this.#keptOf;
    this.#keptOf = undefined;
    return copy ? { node: copy.node, kept: copy.kept, value: undefined } : this.#read();
  }

  #read(): Continuation {
    return this.workflow.openContinuation(this.#standing.node, this.#standing.envelope);
  }

  /** How many steps were taken and not committed. */
  get putOffSteps(): number {
    return this.#putOff.length;
  }

  /** The lane as the store has it. */
  get storedFence(): Fence {
    return this.#putOff[0]?.fence ?? this.fence;
  }

  /** The step is to be committed with a later one; the lane goes on without. */
  putOff(step: StepCommit, standing: Standing): void {
    this.#putOff.push(step);
    this.#stand(standing, 'none');
  }

  /** The step, to be committed with those that were put off before it. */
  withPutOff(step: StepCommit): StepCommit {
    return this.#putOff.length === 0 ? step : { ...step, before: this.#putOff };
  }

  /** Has what was put off committed by itself; resolves when it is. */
  storePutOff(commit: (step: StepCommit) => Promise<unknown>): Promise<void> | undefined {
    const [last, ...before] = this.#putOff.toReversed();
    if (!last || this.#storing) return this.#storing;
    const stored = commit({ ...last, before: before.toReversed() });
    this.#storing = stored.then(() => void this.#putOff.splice(0, before.length + 1)).finally(() => (this.#storing = undefined));
    return this.#storing;
  }

  /** Resolves when what was put off is stored, as far as that is under way. */
  get storing(): Promise<void> | undefined {
    return this.#storing;
  }

  /** The commit of a step, and of all that were put off before, is durable and the lane stays here. */
  moveTo(standing: Standing, request: LaneRequest): void {
    this.#putOff = [];
    this.#stand(standing, request);
  }

  #stand(standing: Standing, request: LaneRequest): void {
    this.#fence = fenceAt(this.claimed, this.#fence.seq + 1);
    this.#attempt = 0;
    this.#standing = standing;
    this.#valueOf = standing.copy;
    this.#keptOf = standing.copy;
    this.#tags = this.#neededAt(standing.node);
    // What runs after the cancel was delivered is cleanup, and that is not aborted.
    if (request === 'canceling' && this.#request !== 'canceling') this.#canceledFor = undefined;
    // A request is never withdrawn: `none` is older than what this lane has heard since.
    if (request !== 'none') this.#request = request;
  }

  /** A cancel was requested while the lane is here: its task is told. */
  requestCancel(reason: Error): void {
    if (this.#request !== 'none') return;
    this.#request = 'cancel';
    this.#canceledFor = reason;
    this.#underway?.cancel(reason);
  }
}

function fenceAt({ n, lane, owner, epoch }: ClaimedLane, seq: number): Fence {
  return { n, lane, owner, epoch, seq };
}
