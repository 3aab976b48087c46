/**
 * Takes what clients of the same process start, as long as this worker has room for it.
 *
 * Always: what is ready already, as far as this worker knows, goes before what is started: it is claimed first. What is on its
 * way here has a slot.
 */
import { atEntry } from '../interpreter/continuation.js';
import { firstEpoch } from '../store/first-epoch.js';
import { mainLine } from '../store/lane-names.js';
import type { Served } from '../store/memory.js';
import type { Instant } from '../ports.js';
import type { ClaimedLane, Holder, StartRequest, StartResult } from '../store/store.js';
import type { Taker, Taking } from '../store/takers.js';
import { covers, noTags } from '../tags.js';
import type { Tags } from '../tags.js';
import type { Claims } from './claims.js';
import type { HeldLane } from './held-lane.js';
import type { Lease } from './lease.js';
import type { Slots } from './slots.js';
import { isPlain, takeStep } from './step.js';

interface StartTakerOptions {
  readonly served: Served;
  readonly lease: Lease;
  readonly slots: Slots;
  readonly claims: Claims;
  readonly hold: (claimed: ClaimedLane) => void;
  /** The step from the entry to the first task, if it is one that can be taken before the lane is here. */
  readonly firstStep: (claimed: ClaimedLane) => Holder['first'];
}

export class StartTaker implements Taker {
  #underWay = 0;

  constructor(private readonly options: StartTakerOptions) {}

  /** Starts that were taken and are not answered. */
  get underWay(): number {
    return this.#underWay;
  }

  take(request: StartRequest): Taking | undefined {
    const { lease, claims, slots } = this.options;
    if (request.startAt !== undefined || !this.#serves(request)) return undefined;
    if (claims.spare === 0 || lease.remainingMs === 0) return undefined;
    const { owner } = lease;
    const first = this.options.firstStep(claimedLane({ request, owner }, { n: 0, since: 0 }));
    const arrived = slots.expect(1);
    this.#underWay += 1;
    return {
      owner,
      ...(first && { first }),
      settle: (result) => {
        this.#underWay -= 1;
        this.#settle({ request, owner, first }, result);
        arrived();
        if (result?.heldSince === undefined) claims.look();
      },
    };
  }

  #serves({ graph, queue, tags = noTags }: StartRequest): boolean {
    const { graphs, queues, tags: own = noTags } = this.options.served;
    return graphs.includes(graph.hash) && queues.includes(queue) && covers(own, tags);
  }

  #settle(taken: Taken, result: StartResult | undefined): void {
    const { hold, claims } = this.options;
    if (!result || result.isRepeated) claims.recover();
    else if (result.heldSince !== undefined) hold(claimedLane(taken, { n: result.n, since: result.heldSince }));
  }
}

interface Taken {
  readonly request: StartRequest;
  readonly owner: number;
  readonly first?: Holder['first'];
}

/** As a claim would give it. */
function claimedLane({ request, owner, first }: Taken, { n, since }: Pick<ClaimedLane, 'n' | 'since'>): ClaimedLane {
  const { instanceId, uid, graph, tags = noTags } = request;
  const { node, envelope } = first ?? { node: atEntry, envelope: request.envelope };
  return {
    n,
    lane: mainLine,
    owner,
    epoch: firstEpoch,
    seq: first ? 1 : 0,
    instanceId,
    uid,
    graph: graph.hash,
    entry: { fork: null, lane: 0 },
    node,
    envelope,
    attempt: 0,
    losses: 0,
    since,
    request: 'none',
    wakeAt: since,
    tags,
    instanceTags: tags,
    isChild: false,
  };
}

interface Stepping {
  readonly at: Instant;
  /** What the worker has. */
  readonly tags: Tags;
}

/** The step from the entry to the first task. Undefined: it leads elsewhere, or does more, and is taken when the lane is here. */
export function firstStepOf(held: HeldLane, { at, tags }: Stepping): Holder['first'] {
  const arrived = { event: { at, kind: 'entered' }, startedAt: at, attempt: 1 } as const;
  try {
    const taken = takeStep(held, arrived, { tags, givesWay: () => false });
    const { step } = taken;
    if (step.then.kind !== 'keep' || !isPlain(taken)) return undefined;
    return { node: step.then.node, envelope: step.then.envelope, ...(step.history && { history: step.history }) };
  } catch {
    // Whatever is wrong shows again, and is told, where the lane is set aside for it.
    return undefined;
  }
}
