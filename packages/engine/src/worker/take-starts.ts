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
import type { ClaimedLane, StartRequest, StartResult } from '../store/store.js';
import type { Taker, Taking } from '../store/takers.js';
import { covers, noTags } from '../tags.js';
import type { Claims } from './claims.js';
import type { Lease } from './lease.js';
import type { Slots } from './slots.js';

interface StartTakerOptions {
  readonly served: Served;
  readonly lease: Lease;
  readonly slots: Slots;
  readonly claims: Claims;
  readonly hold: (claimed: ClaimedLane) => void;
}

export class StartTaker implements Taker {
  constructor(private readonly options: StartTakerOptions) {}

  take(request: StartRequest): Taking | undefined {
    const { lease, claims, slots } = this.options;
    if (request.startAt !== undefined || !this.#serves(request)) return undefined;
    if (claims.spare === 0 || lease.remainingMs === 0) return undefined;
    const { owner } = lease;
    const arrived = slots.expect(1);
    return {
      owner,
      settle: (result) => {
        this.#settle({ request, owner }, result);
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
    else if (result.heldSince !== undefined) hold(claimedLane(taken, result.n, result.heldSince));
  }
}

interface Taken {
  readonly request: StartRequest;
  readonly owner: number;
}

/** As a claim would give it. */
function claimedLane({ request, owner }: Taken, n: number, since: number): ClaimedLane {
  const { instanceId, uid, graph, envelope, tags = noTags } = request;
  return {
    n,
    lane: mainLine,
    owner,
    epoch: firstEpoch,
    seq: 0,
    instanceId,
    uid,
    graph: graph.hash,
    entry: { fork: null, lane: 0 },
    node: atEntry,
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
