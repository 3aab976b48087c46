/**
 * Advance: the pure move of one lane from one wait to the next. No clock, no database, no promise; the event carries
 * its time.
 *
 * Always: the author's code between two waits runs exactly once per call, in the order written; what it throws follows
 * the error edges and never leaves this function; an {@link InvariantError} does, as it is no business of the author's.
 */
import { CanceledError, InvariantError, assert } from '@waystone/core';
import type { ForkValue, Node, NodeId, PointId, Target } from '@waystone/core/graph';
import type { Frame, Program } from '@waystone/core/runtime';
import { inFlowScope } from '@waystone/core/runtime';
import type { Advanced, Next, Passed } from './action.js';
import { assertOrigin, assertStanding } from './assert-continuation.js';
import { atEntry, type Continuation, type LaneEntry, type Origin } from './continuation.js';
import type { Event, LaneOutcome } from './event.js';
import { frameOf, pick } from './frame.js';
import { termsOf } from './join-outcome.js';
import { arriveAt } from './nodes/index.js';
import { PublishedValues } from './published.js';

/** What is under way: a place to go to with a value, an error on its way to an edge, or the lane's next wait or end. */
type Move =
  | { readonly kind: 'go'; readonly to: Target; readonly value: unknown }
  | { readonly kind: 'throw'; readonly to: Target | undefined; readonly error: unknown }
  | { readonly kind: 'rest'; readonly next: Next; readonly continuation?: Continuation & { readonly node: NodeId } };

function entryOf({ graph }: Program, entry: LaneEntry): Target {
  if (entry.fork === null) return graph.entry;
  const fork = graph.nodes[entry.fork];
  assert(fork?.kind === 'fork', `'${entry.fork}' is not a fork`);
  const lane = fork.lanes[entry.lane];
  assert(lane !== undefined, `fork '${entry.fork}' has no lane ${entry.lane}`);
  return lane.entry;
}

/** How a lane ends that nothing catches: a cancel that was asked for is not a failure. */
function ended(error: unknown): LaneOutcome {
  return { status: error instanceof CanceledError ? 'canceled' : 'failed', error };
}

/** What the lane keeps of the value that it reaches a node with: the arguments of lanes are in the lanes, a child's input is in the child. */
function storedValue({ kind }: Node, value: unknown): unknown {
  if (kind === 'child') return undefined;
  return kind === 'fork' ? termsOf(value as ForkValue) : value;
}

/** One lane on its way through the graph. */
class Walk {
  readonly passed: Passed[] = [];
  readonly published: PublishedValues;
  readonly #frame: Frame;

  constructor(
    private readonly program: Program,
    private readonly instance: object,
    private readonly event: Event,
    frame: Frame,
  ) {
    this.published = new PublishedValues(program);
    this.#frame = frame;
  }

  /** The first move: what the event means at the place where the lane stands. */
  begin(node: Continuation['node'], value: unknown, entry: LaneEntry): Move {
    if (node === atEntry) return this.#enter(value, entry);
    const standing = this.program.graph.nodes[node];
    assert(standing !== undefined, `there is no node '${node}'`);
    const { event } = this;
    switch (event.kind) {
      case 'fulfilled':
        assert(standing.kind !== 'fork', `fork '${node}' can only be joined`);
        return { kind: 'go', to: standing.then, value: event.value };
      case 'rejected':
        return { kind: 'throw', to: standing.error, error: event.error };
      case 'joined': {
        assert(standing.kind === 'fork', `'${node}' is not a fork and cannot be joined`);
        const { outcome } = event;
        return 'error' in outcome
          ? { kind: 'throw', to: standing.error, error: outcome.error }
          : { kind: 'go', to: standing.then, value: outcome.value };
      }
      case 'entered':
        throw new InvariantError(`the lane stands at '${node}' and was entered already`);
    }
  }

  follow(move: Move): Move & { kind: 'rest' } {
    let current = move;
    while (current.kind !== 'rest')
      current = current.kind === 'go' ? this.#go(current.to, current.value) : this.#throw(current.to, current.error);
    return current;
  }

  #enter(value: unknown, entry: LaneEntry): Move {
    const { event } = this;
    if (event.kind === 'rejected') return { kind: 'throw', to: undefined, error: event.error };
    assert(event.kind === 'entered', `a lane that has not run cannot be ${event.kind}`);
    return { kind: 'go', to: entryOf(this.program, entry), value };
  }

  #go(to: Target, value: unknown): Move {
    if (to === 'end') return { kind: 'rest', next: { kind: 'end', outcome: { status: 'completed', value } } };
    return Object.hasOwn(this.program.graph.nodes, to) ? this.#arrive(to, value) : this.#run(to, value);
  }

  #throw(to: Target | undefined, error: unknown): Move {
    return to === undefined ? { kind: 'rest', next: { kind: 'end', outcome: ended(error) } } : { kind: 'go', to, value: error };
  }

  /** Runs a point's code. */
  #run(id: PointId, value: unknown): Move {
    const { graph, code } = this.program;
    const point = graph.points[id];
    const glue = code[id];
    assert(point !== undefined && glue !== undefined, `there is no place '${id}'`);
    if (point.mark !== undefined) this.passed.push({ point: id, mark: point.mark });
    try {
      const { 0: to, 1: result } = glue.call(this.instance as never, this.#frame, value as never);
      assert(point.next.includes(to), `the code of '${id}' goes to '${to}', which its graph does not say`);
      return { kind: 'go', to, value: result };
    } catch (error) {
      if (error instanceof InvariantError) throw error;
      return { kind: 'throw', to: point.error, error };
    }
  }

  /** Comes to a wait: the lane rests there, unless there is nothing to wait for. */
  #arrive(id: NodeId, value: unknown): Move {
    const { graph } = this.program;
    const node = graph.nodes[id];
    assert(node !== undefined, `there is no node '${id}'`);
    const arrived = arriveAt({ graph, id, frame: this.#frame, at: this.event.at }, node, value);
    if ('error' in arrived) return { kind: 'throw', to: node.error, error: arrived.error };
    if ('value' in arrived) return { kind: 'go', to: node.then, value: arrived.value };
    const stored = storedValue(node, value);
    return { kind: 'rest', next: arrived.next, continuation: { node: id, value: stored, kept: pick(graph, this.#frame, node.keep) } };
  }
}

/**
 * Takes one lane from where it stands to its next wait or its end.
 *
 * @param instance the author's object, `this` of the code between waits.
 * @param entry which code the lane runs; says where a lane that has not run yet begins.
 * @throws {ContinuationMismatchError} if the continuation does not fit the graph.
 */
// oxlint-disable-next-line max-params -- program, place and event: exactly what a step depends on
export function advance(program: Program, instance: object, entry: LaneEntry, origin: Origin, event: Event): Advanced {
  const { graph } = program;
  const keep = assertOrigin(graph, origin, entry);
  const walk = new Walk(program, instance, event, frameOf(graph, origin.kept, keep));
  const { next, continuation } = inFlowScope(walk.published, () => walk.follow(walk.begin(origin.node, origin.value, entry)));
  if (continuation) assertStanding(graph, continuation);
  return { continuation, next, published: walk.published.values, passed: walk.passed };
}
