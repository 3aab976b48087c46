/**
 * A lane in the hands of this worker, between a claim and the commit after which it is given back.
 *
 * Always: what the next step starts from was read back from its envelope, so what runs after a crash is what ran before.
 */
import type { Continuation } from '../interpreter/continuation.js';
import type { ClaimedLane, Fence, LaneRequest } from '../store/store.js';
import { areSame, unionOf } from '../tags.js';
import type { Tags } from '../tags.js';
import type { LoadedWorkflow } from './registry.js';

export class HeldLane {
  readonly workflow: LoadedWorkflow;
  readonly claimed: ClaimedLane;
  #cancel = new AbortController();
  readonly #end = new AbortController();
  #seq: number;
  #node: string;
  #envelope: Uint8Array;
  #attempt: number;
  #request: LaneRequest;
  #tags: Tags;
  #isPerforming = false;

  constructor(claimed: ClaimedLane, workflow: LoadedWorkflow) {
    this.workflow = workflow;
    this.claimed = claimed;
    this.#seq = claimed.seq;
    this.#node = claimed.node;
    this.#envelope = claimed.envelope;
    this.#attempt = claimed.attempt;
    this.#request = claimed.request;
    this.#tags = claimed.tags;
  }

  get fence(): Fence {
    const { n, lane, owner, epoch } = this.claimed;
    return { n, lane, owner, epoch, seq: this.#seq };
  }

  get node(): string {
    return this.#node;
  }

  get envelope(): Uint8Array {
    return this.#envelope;
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

  /** Aborts when the lane was canceled: its task is told, and waited for. */
  get canceled(): AbortSignal {
    return this.#cancel.signal;
  }

  /** Aborts when the lane is no longer this worker's: its task is told, and not waited for. */
  get givenUp(): AbortSignal {
    return this.#end.signal;
  }

  /** Its task runs. */
  get isPerforming(): boolean {
    return this.#isPerforming;
  }

  /** Marks the task as running until it has ended. */
  async performing<Outcome>(perform: () => Promise<Outcome>): Promise<Outcome> {
    this.#isPerforming = true;
    try {
      return await perform();
    } finally {
      this.#isPerforming = false;
    }
  }

  giveUp(reason: Error): void {
    this.#end.abort(reason);
  }

  /** The same for all attempts of this step and for no other step, in this or any other database. */
  get idempotencyKey(): string {
    return `${this.claimed.uid}/${this.claimed.lane}/${this.#seq}`;
  }

  /** A fresh copy of what is stored. */
  open(): Continuation {
    return this.workflow.openContinuation(this.#node, this.#envelope);
  }

  /** The commit of a step is durable and the lane stays here. */
  moveTo(node: string, envelope: Uint8Array, request: LaneRequest): void {
    this.#seq += 1;
    this.#attempt = 0;
    this.#node = node;
    this.#envelope = envelope;
    this.#tags = this.#neededAt(node);
    // What runs after the cancel was delivered is cleanup, and that is not aborted.
    if (request === 'canceling' && this.#request !== 'canceling') this.#cancel = new AbortController();
    // A request is never withdrawn: `none` is older than what this lane has heard since.
    if (request !== 'none') this.#request = request;
  }

  /** A cancel was requested while the lane is here: its task is told. */
  requestCancel(reason: Error): void {
    if (this.#request !== 'none') return;
    this.#request = 'cancel';
    this.#cancel.abort(reason);
  }
}
