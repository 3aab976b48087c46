/**
 * A worker claims ready lanes of the workflows that it knows, performs their tasks, and commits every step.
 *
 * Always: it never holds more lanes than its `concurrency`; everything it holds is under one lease with one heartbeat;
 * after `stop` it holds nothing.
 */
import { hostname } from 'node:os';
import { WorkerStoppedError, parseDuration } from '@waystone/core';
import type { Duration, Logger } from '@waystone/core';
import { systemPorts } from '../ports.js';
import type { Ports } from '../ports.js';
import type { Notice } from '../store/notices.js';
import type { ClaimedLane, Store } from '../store/store.js';
import type { BoundWorkflow } from './bind.js';
import { HeldLane } from './held-lane.js';
import { runLane } from './lane-run.js';
import type { LaneWork } from './lane-run.js';
import { Lease } from './lease.js';
import { Pace } from '../pace.js';
import { Registry } from './registry.js';
import { StoreClock } from './store-clock.js';

export interface WorkerOptions {
  readonly store: Store;
  /** What `workflows.x(new XWorkflow(…))` of the generated index gives. */
  readonly workflows: readonly BoundWorkflow[];
  /** Lanes held at once, each with at most one task running. Default: 100. */
  readonly concurrency?: number;
  /** Queues served. Default: `['default']`. */
  readonly queues?: readonly string[];
  /** Silence after which other workers take over the lanes of this one. Default: `'10s'`. */
  readonly lease?: Duration;
  /** How long `stop` lets running tasks finish before it aborts them. Default: `'10s'`. */
  readonly grace?: Duration;
  /** Workers lost in a row at one step after which it fails with `WorkerLostError`. Default: 5. */
  readonly maxLosses?: number;
  /** A task's arguments, a step's values or a result above this fail their instance. Default: 32 MiB. */
  readonly maxPayloadBytes?: number;
  /** Shown to people. Default: host name and process id. */
  readonly name?: string;
  /** Default: `console`. */
  readonly logger?: Logger;
  /** Time, chance and ids. Default: the machine's own. */
  readonly ports?: Ports;
}

/** Longest rest between two looks for work when nothing gives notice. Notices make it at once. */
const idlePollMs = 10_000;
const retryMs = 1_000;
/** Other processes may have asked for a cancel with every write they make; this bounds how often that is looked up. */
const requestCheckMs = 200;

/**
 * @example
 * const worker = new Worker({ store: sqlite('orders.db'), workflows: [workflows.order(new OrderWorkflow(payments, stock))] });
 * await worker.start();
 * process.once('SIGTERM', () => worker.stop());
 */
export class Worker {
  readonly #store: Store;
  readonly #ports: Ports;
  readonly #logger: Logger;
  readonly #registry: Registry;
  readonly #draining = new AbortController();
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #session: Session | undefined;
  #starting: Promise<void> | undefined;

  constructor(private readonly options: WorkerOptions) {
    this.#store = options.store;
    this.#ports = options.ports ?? systemPorts;
    this.#logger = options.logger ?? console;
    this.#registry = new Registry(options.workflows, options.maxPayloadBytes);
  }

  /**
   * Loads the workflows, opens the store and begins to work.
   *
   * @throws WorkflowNotBuiltError, StaleBuildError: with the command to run.
   * @throws StoreCorruptError, StoreNewerError, StoreLockedError: the database cannot be used.
   */
  start(): Promise<void> {
    return (this.#starting ??= this.#start());
  }

  /** No new claims; running tasks get `grace`, then an abort; what did not finish is at once ready for others. */
  async stop(): Promise<void> {
    if (!this.#starting) return;
    await this.#starting.catch(() => undefined);
    const session = this.#session;
    if (!session) return;
    this.#session = undefined;
    session.unsubscribe();
    this.#draining.abort();
    await session.claims.stop();
    await this.#drain(session.lease);
    await session.heartbeats.stop();
    await this.#store.leave(session.lease.owner);
  }

  async #start(): Promise<void> {
    await this.#registry.load();
    await this.#store.open();
    const leaseMs = parseDuration(this.options.lease ?? '10s');
    const name = this.options.name ?? `${hostname()}:${process.pid}`;
    const owner = await this.#store.join({ name, graphs: this.#registry.graphs(), leaseMs });
    this.#session = this.#open(new Lease(this.#store, owner, leaseMs), leaseMs);
  }

  #open(lease: Lease, leaseMs: number): Session {
    const clock = new StoreClock(this.#store, this.#ports);
    const pace = { clock: this.#ports.clock, onError: (error: unknown) => this.#unreachable(error) };
    const heartbeats = new Pace({ ...pace, leastRestMs: requestCheckMs, turn: () => this.#beat(lease, clock, leaseMs / 3) });
    const claims = new Pace({ ...pace, turn: () => this.#claim(lease, clock) });
    const unsubscribe = this.#store.notices.subscribe((notice) => this.#notice(notice, { lease, heartbeats, claims }));
    heartbeats.start();
    claims.start();
    return { lease, heartbeats, claims, unsubscribe };
  }

  #unreachable(error: unknown): number {
    this.#logger.warn(`the store did not answer; trying again in ${retryMs} ms`, { error });
    return retryMs;
  }

  async #beat(lease: Lease, clock: StoreClock, everyMs: number): Promise<number> {
    await clock.synchronize();
    if (!(await lease.renew())) this.#logger.warn('the lease of this worker had expired; its lanes went to others');
    await this.#store.reclaim();
    return everyMs;
  }

  /** Takes what is ready, up to the free slots. Gives how long nothing is expected. */
  async #claim(lease: Lease, clock: StoreClock): Promise<number> {
    const limit = this.#concurrency - lease.size;
    if (limit <= 0) return idlePollMs;
    const wanted = { graphs: this.#registry.hashes(), queues: this.options.queues ?? ['default'] };
    const claimed = await this.#store.claim({ ...wanted, owner: lease.owner, limit });
    for (const lane of claimed) this.#hold(lane, lease, clock);
    if (claimed.length === limit) return idlePollMs;
    const due = await this.#store.nextDue(wanted);
    return due === undefined ? idlePollMs : Math.min(Math.max(due - clock.now(), 1), idlePollMs);
  }

  #hold(claimed: ClaimedLane, lease: Lease, clock: StoreClock): void {
    const held = new HeldLane(claimed, this.#registry.of(claimed.graph));
    const work: LaneWork = {
      store: this.#store,
      ports: this.#ports,
      clock,
      logger: this.#logger,
      maxLosses: this.options.maxLosses ?? 5,
      draining: this.#draining.signal,
      stopped: this.#stopped.signal,
    };
    lease.add(held);
    const running = runLane(held, work)
      .catch((error: unknown) => this.#logger.error('a lane could not be set aside', { error }))
      .finally(() => {
        if (lease.size === this.#concurrency) this.#session?.claims.nudge();
        lease.remove(held);
        this.#running.delete(running);
      });
    this.#running.add(running);
  }

  #notice(notice: Notice, { lease, heartbeats, claims }: Pick<Session, 'lease' | 'heartbeats' | 'claims'>): void {
    if (notice.kind === 'ready' || notice.kind === 'external') claims.nudge();
    if (notice.kind === 'requests' || (notice.kind === 'external' && lease.size > 0)) heartbeats.nudge();
  }

  async #drain(lease: Lease): Promise<void> {
    const graceMs = parseDuration(this.options.grace ?? '10s');
    const drained = Promise.all(this.#running).then(() => undefined);
    let cancelTimer = (): void => {};
    const patience = new Promise<void>((resolve) => (cancelTimer = this.#ports.clock.after(graceMs, resolve)));
    await Promise.race([drained, patience]);
    cancelTimer();
    this.#stopped.abort();
    for (const held of lease.lanes()) held.abort(new WorkerStoppedError());
  }

  get #concurrency(): number {
    return this.options.concurrency ?? 100;
  }
}

interface Session {
  readonly lease: Lease;
  readonly heartbeats: Pace;
  readonly claims: Pace;
  readonly unsubscribe: () => void;
}
