/** A store with what tests of it need all the time: a clock, workers, small graphs, and lanes that walk step by step. */
import { expect } from 'vitest';
import type { Graph } from '@waystone/core/graph';
import type { Notice } from '../../../packages/engine/src/store/notices.js';
import type {
  ClaimedLane,
  CommitResult,
  Fence,
  InstanceRecord,
  LaneSummary,
  NewLane,
  StartRequest,
  StartResult,
  StepCommit,
  Store,
  Then,
} from '../../../packages/engine/src/store/store.js';
import { ManualClock, portsWith } from './manual-clock.js';
import type { Ports } from '../../../packages/engine/src/ports.js';

/** Gives an empty store; how it is thrown away is its own affair. */
export type MakeStore = (ports: Ports) => Promise<Store>;

export function graphOf(workflow: string, hash = `${workflow}-hash`): Graph {
  return {
    format: 1,
    workflow,
    hash,
    entry: 'end',
    nodes: {},
    points: {},
    slots: [],
    tasks: {},
    signals: [],
    statuses: {},
    history: 'full',
  };
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(envelope: Uint8Array | undefined): string {
  expect(envelope).toBeDefined();
  return new TextDecoder().decode(envelope);
}

export const order = graphOf('order');
export const leaseMs = 10_000;

export class Lab {
  readonly notices: Notice[] = [];
  readonly #graphs: Graph[] = [order];

  private constructor(
    readonly store: Store,
    readonly clock: ManualClock,
    readonly worker: number,
  ) {}

  #starts = 0;

  static async open(makeStore: MakeStore, clock = new ManualClock()): Promise<Lab> {
    const store = await makeStore(portsWith(clock));
    const worker = await store.join({ name: 'lab', graphs: [order], leaseMs });
    const lab = new Lab(store, clock, worker);
    store.notices.subscribe((notice) => lab.notices.push(notice));
    return lab;
  }

  start(instanceId: string, more: Partial<StartRequest> = {}): Promise<StartResult> {
    this.#starts += 1;
    return this.store.start({
      instanceId,
      uid: `uid ${this.#starts} of ${instanceId}`,
      graph: order,
      envelope: bytes('entry'),
      input: bytes('input'),
      statuses: [],
      signals: [],
      queue: 'default',
      priority: 3,
      onConflict: 'fail',
      ...more,
    });
  }

  send(instanceId: string, name: string, value: string, id?: string) {
    return this.store.send(instanceId, { name, envelope: bytes(value), ...(id !== undefined && { id }) });
  }

  /** Takes what is ready, for a worker that knows every graph of {@link knows}. */
  async claim(limit = 1_000, owner = this.worker): Promise<readonly ClaimedLane[]> {
    return this.store.claim({ owner, graphs: this.#graphs.map(({ hash }) => hash), queues: ['default'], limit });
  }

  /** Takes the one lane that is ready. */
  async claimOne(owner = this.worker): Promise<ClaimedLane> {
    const claimed = await this.claim(1_000, owner);
    expect(claimed.map(({ instanceId, lane }) => `${instanceId}${lane}`)).toHaveLength(1);
    return claimed[0] as ClaimedLane;
  }

  /** Starts an instance and takes its main line. */
  async begin(instanceId: string, more: Partial<StartRequest> = {}): Promise<ClaimedLane> {
    await this.start(instanceId, more);
    return this.claimOne();
  }

  commit(fence: Fence, then: Then, more: Partial<StepCommit> = {}): Promise<CommitResult> {
    return this.store.commit({ fence: fenceOf(fence), then, published: [], ...more });
  }

  async find(instanceId: string): Promise<InstanceRecord> {
    const found = await this.store.find(instanceId);
    expect(found).toBeDefined();
    return found as InstanceRecord;
  }

  async lane(instanceId: string, lane: string): Promise<LaneSummary> {
    const found = (await this.find(instanceId)).lanes.find((one) => one.lane === lane);
    expect(found, `lane '${lane}' of ${instanceId}`).toBeDefined();
    return found as LaneSummary;
  }

  /** Starts an instance and opens a fork with lanes called `a`, `b`, …; gives its lanes that are ready, in the order written. */
  async fork(instanceId: string, keys: string, more: Partial<Extract<Then, { kind: 'fork' }>> = {}): Promise<readonly ClaimedLane[]> {
    const main = await this.begin(instanceId);
    expect(await this.commit(main, forkInto(keys, more))).toMatchObject({ status: 'applied', kept: false });
    return (await this.claim()).toSorted((one, other) => one.lane.localeCompare(other.lane));
  }
}

export function fenceOf({ n, lane, owner, epoch, seq }: Fence): Fence {
  return { n, lane, owner, epoch, seq };
}

/** The fence after a step that was kept. */
export function next(fence: Fence): Fence {
  return { ...fenceOf(fence), seq: fence.seq + 1 };
}

export function keep(node: string, value = node): Then {
  return { kind: 'keep', node, envelope: bytes(value) };
}

export function park(more: Partial<Extract<Then, { kind: 'park' }>> = {}): Then {
  return { kind: 'park', node: 'run/wait', envelope: bytes('waiting'), ...more };
}

export function receive(signal: string, wakeAt?: number): Then {
  return park({ signal, ...(wakeAt !== undefined && { wakeAt }) });
}

export function end(how: 'completed' | 'failed' | 'canceled' = 'completed', value: string = how): Then {
  return { kind: 'end', end: how, envelope: bytes(value) };
}

export function forkInto(keys: string, more: Partial<Extract<Then, { kind: 'fork' }>> = {}): Then {
  const lanes = [...keys].map((key, position): NewLane => ({
    position,
    key,
    entry: { fork: 'run/fork', lane: position },
    envelope: bytes(`lane ${key}`),
  }));
  return { kind: 'fork', node: 'run/fork', envelope: bytes('at fork'), lanes, decidedBy: { failures: 1 }, ...more };
}

export function finished(node: string, more: Partial<NonNullable<StepCommit['history']>> = {}): NonNullable<StepCommit['history']> {
  return { node, attempt: 1, startedAt: 1, endedAt: 2, outcome: 'completed', ...more };
}
