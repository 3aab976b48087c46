/**
 * A fork whose lanes this worker opens for itself: their first steps, and what they gave when they have ended here, so that
 * the lane that waits for them can go on with nothing read.
 *
 * Always: it goes on here only if the commit of every lane was answered here and all of them completed; the join then gives
 * the same in whatever order they ended. Anything else is read by a claim.
 */
import { assert } from '@waystone/core';
import type { ForkNode } from '@waystone/core/graph';
import type { Next, OpenedLane } from '../interpreter/action.js';
import { advance } from '../interpreter/advance.js';
import { atEntry } from '../interpreter/continuation.js';
import type { Instant } from '../ports.js';
import { firstEpoch } from '../store/first-epoch.js';
import { laneName } from '../store/lane-names.js';
import type { ClaimedLane, EndedLane, Envelope, FirstStep, JoinedLane, NewLane, StepCommit, Then } from '../store/store.js';
import { areSame, covers, unionOf } from '../tags.js';
import type { Tags } from '../tags.js';
import { HeldLane } from './held-lane.js';
import type { LoadedWorkflow } from './registry.js';

type Fork = Extract<Next, { readonly kind: 'fork' }>;

/** Where the lane stands that forks, once its step is committed. */
interface AtFork {
  readonly node: string;
  readonly envelope: Envelope;
  readonly seq: number;
  readonly since: Instant;
}

type Standing = Pick<AtFork, 'node' | 'envelope'>;
type End = Extract<Then, { readonly kind: 'end' }>;

/** The step with which the lane that waits leaves the join for the next task. */
export interface StepBehind extends StepCommit {
  readonly at: Instant;
  readonly then: Extract<Then, { readonly kind: 'keep' }>;
}

interface Opening {
  readonly at: AtFork;
  readonly fork: Fork;
  /** The lanes that this worker may have for itself, at most. */
  readonly room: number;
  /** What this worker has. */
  readonly tags: Tags;
}

type LaneInFork = Pick<ClaimedLane, 'lane' | 'entry' | 'seq' | 'node' | 'envelope'>;

export class ForkInHand {
  /** The lanes that are held here, once the step is committed. */
  readonly lanes: HeldLane[] = [];
  readonly #parent: HeldLane;
  readonly #at: AtFork;
  readonly #fork: Fork;
  readonly #gave = new Map<number, EndedLane>();
  /** The same, whether that is committed or yet to be. */
  readonly #giving = new Map<number, EndedLane>();
  #isCompleting = true;

  constructor(parent: HeldLane, { at, fork }: Opening) {
    this.#parent = parent;
    this.#at = at;
    this.#fork = fork;
  }

  hold(lane: LaneInFork, position: number): void {
    const claimed: ClaimedLane = { ...this.#like(lane), epoch: firstEpoch, request: 'none' };
    this.lanes.push(new HeldLane(claimed, this.#parent.workflow, { fork: this, position }));
  }

  /** Whether the lane that waits may go on here when the last of these has ended. */
  mayJoinHere(): boolean {
    const isWhole = this.lanes.length === this.#fork.lanes.length;
    return isWhole && this.#isCompleting && this.#fork.rule.successes === undefined;
  }

  /** The end of a lane is to be committed. Gives the lane that waits, as it is if that was the last one and all goes well. */
  ending(position: number, then: End): HeldLane | undefined {
    this.#giving.set(position, endedLane(position, then, this.#giving.size));
    const isLast = this.mayJoinHere() && this.#giving.size === this.#fork.lanes.length;
    return isLast ? this.#joined(this.#giving, { epoch: this.#parent.claimed.epoch + 1, request: 'none' }) : undefined;
  }

  /** The end of a lane is committed. */
  ended(position: number, then: End): void {
    if (then.end !== 'completed') this.#isCompleting = false;
    this.#gave.set(position, endedLane(position, then, this.#gave.size));
  }

  /** The lane that waited, as a claim would give it, and whether all is known here that its lanes gave. */
  join(joined: JoinedLane): { readonly lane: HeldLane; readonly isKnown: boolean } {
    const isKnown = this.#isCompleting && this.#gave.size === this.#fork.lanes.length;
    return { lane: this.#joined(this.#gave, joined), isKnown };
  }

  /** The lane that waited, once it has made its step behind the join. */
  behind({ fence, then, at }: StepBehind, { epoch, request }: JoinedLane): HeldLane {
    const { lane, entry } = this.#parent.claimed;
    const { node, envelope } = then;
    const claimed = { ...this.#like({ lane, entry, seq: fence.seq + 1, node, envelope }), epoch, request, since: at, wakeAt: at };
    return new HeldLane(claimed, this.#parent.workflow, this.#parent.place);
  }

  #joined(gave: ReadonlyMap<number, EndedLane>, { epoch, request }: JoinedLane): HeldLane {
    const { node, envelope, seq } = this.#at;
    const { lane, entry } = this.#parent.claimed;
    const ended = [...gave.values()].toSorted((one, other) => one.position - other.position);
    const claimed = { ...this.#like({ lane, entry, seq, node, envelope }), epoch, request, ended };
    return new HeldLane(claimed, this.#parent.workflow, this.#parent.place);
  }

  #like(lane: LaneInFork): Omit<ClaimedLane, 'epoch' | 'request'> {
    const { n, owner, instanceId, uid, graph, isChild, instanceTags } = this.#parent.claimed;
    const { since } = this.#at;
    const common = { n, owner, instanceId, uid, graph, isChild, instanceTags, tags: instanceTags };
    return { ...common, ...lane, attempt: 0, losses: 0, since, wakeAt: since };
  }
}

function endedLane(position: number, { end, envelope }: End, ordinal: number): EndedLane {
  return { position, end, envelope, ordinal, request: 'none' };
}

/** The lanes of a fork as they are opened, and the fork if some of them are held here. */
export function openFork(
  parent: HeldLane,
  opening: Opening,
): { readonly lanes: readonly NewLane[]; readonly inHand: ForkInHand | undefined } {
  const { fork } = opening;
  const { lanes: all, concurrency = Infinity } = fork;
  // Lanes that wait for their turn get it from the store, wherever they are then.
  const room = concurrency < all.length ? 0 : opening.room;
  const inHand = new ForkInHand(parent, opening);
  const lanes: NewLane[] = [];
  for (const [position, lane] of all.entries()) {
    // Lanes start in order: none goes ahead of one that has yet to come to its first task.
    const mayBegin = lanes.at(-1)?.first !== undefined || position === 0;
    lanes.push(position < room ? openHere(inHand, { parent, lane, position, mayBegin, ...opening }) : openForAll(parent, lane, position));
  }
  return { lanes, inHand: inHand.lanes.length > 0 ? inHand : undefined };
}

interface ToOpen extends Opening {
  readonly parent: HeldLane;
  readonly lane: OpenedLane;
  readonly position: number;
  /** Whether its first step may be taken with the fork. */
  readonly mayBegin: boolean;
}

function openHere(inHand: ForkInHand, { parent, lane, position, mayBegin, at, tags }: ToOpen): NewLane {
  const { workflow } = parent;
  const first = firstTask(parent, lane);
  if (first && !covers(tags, first.tags)) return openForAll(parent, lane, position);
  const name = laneName(parent.claimed.lane, at.seq, position);
  const { key, entry } = lane;
  if (!mayBegin || !first || !areSame(first.tags, parent.claimed.instanceTags)) {
    const opened = openForAll(parent, lane, position);
    inHand.hold({ lane: name, entry, seq: 0, node: atEntry, envelope: opened.envelope }, position);
    return { ...opened, held: true };
  }
  const { node, envelope } = standAtFirst(workflow, lane, at.since);
  inHand.hold({ lane: name, entry, seq: 1, node, envelope }, position);
  return { position, key, entry, envelope, held: true, first: firstStep(workflow, { node, envelope }, at.since) };
}

/** Whoever claims it takes its first step. */
function openForAll({ workflow }: HeldLane, { key, entry, continuation }: OpenedLane, position: number): NewLane {
  return { position, key, entry, envelope: workflow.sealContinuation(continuation, `arguments of lane ${key}`).envelope };
}

/** A lane that begins with a task, with no code before it: what that asks of a worker. */
function firstTask({ workflow, claimed: { instanceTags } }: HeldLane, { entry }: OpenedLane): { readonly tags: Tags } | undefined {
  const fork = workflow.node(entry.fork ?? '') as ForkNode;
  const node = workflow.program.graph.nodes[fork.lanes[entry.lane]?.entry ?? ''];
  return node?.kind === 'task' ? { tags: unionOf(instanceTags, workflow.policy(node.task).tags) } : undefined;
}

/** The pure step of a lane that begins with a task. No code of the author's runs in it. */
function standAtFirst(workflow: LoadedWorkflow, { key, entry, continuation }: OpenedLane, at: Instant): Standing {
  const { program, instance } = workflow;
  const { continuation: first } = advance(program, instance, entry, continuation, { kind: 'entered', at });
  assert(first, 'a lane that begins with a task does not stand at it');
  const { envelope } = workflow.sealContinuation({ ...first, node: atEntry }, `arguments of lane ${key}`);
  return { node: first.node, envelope };
}

function firstStep({ program: { graph } }: LoadedWorkflow, { node, envelope }: Standing, at: Instant): FirstStep {
  if (graph.history === 'none') return { node };
  const entered = { node: atEntry, attempt: 1, startedAt: at, endedAt: at, outcome: 'completed' } as const;
  return { node, history: { ...entered, ...(graph.history === 'full' && { continuation: envelope }) } };
}
