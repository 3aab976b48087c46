/**
 * A worker claims ready lanes of the workflows that it knows, performs their tasks, and commits every step.
 *
 * Always: it never holds more lanes than its `concurrency`; everything it holds is under one lease with one heartbeat;
 * after `stop` it holds nothing.
 */
import { hostname } from 'node:os';
import { WorkerEndedError, WorkerStoppedError, defaultQueue, parseDuration, parseQueue, parseTags } from '@waystone/core';
import type { Logger } from '@waystone/core';
import { TaskSurroundings } from '@waystone/core/runtime';
import { Pace } from '../pace.js';
import type { PaceOptions } from '../pace.js';
import { systemPorts } from '../ports.js';
import type { Ports } from '../ports.js';
import type { ClaimedLane, Holder, Store, WorkerRecord } from '../store/store.js';
import { Claims } from './claims.js';
import type { WorkerHealth, WorkerState } from './health.js';
import { HeldLane } from './held-lane.js';
import { runLane } from './lane-run.js';
import type { LaneWork } from './lane-run.js';
import { Lease } from './lease.js';
import { Outage } from './outage.js';
import { Registry } from './registry.js';
import { Retention } from './retention.js';
import { Slots } from './slots.js';
import { StoreClock } from './store-clock.js';
import { StartTaker, firstStepOf } from './take-starts.js';
import { UnservedWork } from './unserved.js';
import { assertOptions } from './worker-options.js';
import type { WorkerOptions } from './worker-options.js';

const retryMs = 1_000;
/** Other processes may have done anything with every write they make; this bounds how often that is looked up. */
const lookMs = 25;
/** The looks are made when there was a notice; this is the safety net. */
const unaskedLookMs = 60_000;
/** How often it is looked up whether instances stand still that no worker takes. */
const unservedMs = 60_000;
/** How long a lane that goes on from task to task keeps its slot while others wait for one. */
const turnMs = 1_000;

/**
 * @example
 * const worker = new Worker({ store: sqlite('orders.db'), workflows: [workflows.order(new OrderWorkflow(payments, stock))] });
 * process.once('SIGTERM', () => worker.stop());
 * await worker.start();
 */
export class Worker {
  readonly #store: Store;
  readonly #ports: Ports;
  readonly #logger: Logger;
  readonly #registry: Registry;
  readonly #draining = new AbortController();
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #outage: Outage;
  readonly #surroundings = new TaskSurroundings();
  readonly #served: Served;
  readonly #name: string;
  #session: Session | undefined;
  #state: WorkerState = 'starting';
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  /** @throws {OptionInvalidError} or {DurationInvalidError} if an option is not known or has an impossible value. */
  constructor(private readonly options: WorkerOptions) {
    assertOptions(options);
    this.#served = servedBy(options);
    this.#name = options.name ?? `${hostname()}:${process.pid}`;
    this.#store = options.store;
    this.#ports = options.ports ?? systemPorts;
    this.#logger = options.logger ?? console;
    this.#outage = new Outage(this.#logger);
    this.#registry = new Registry(options.store, options.workflows, options.maxPayloadBytes);
  }

  /**
   * Loads the workflows, opens the store and begins to work. A start that failed holds nothing and can be made again on the
   * same worker, e.g. once the database is there. If it is told to stop before it works, also before this was called, it begins
   * nothing and resolves: `health().state` is then `'stopped'`.
   *
   * @throws WorkflowNotBuiltError, StaleBuildError: with the command to run. WorkflowDuplicateError, WrongClassError.
   * @throws WorkerEndedError if it has worked and was stopped.
   * @throws StoreCorruptError, StoreNewerError, StoreLockedError: the database cannot be used.
   */
  start(): Promise<void> {
    if (this.#stopping) return this.#session ? Promise.reject(new WorkerEndedError()) : this.#stopping;
    return (this.#starting ??= this.#start());
  }

  /**
   * No new claims; running tasks get `grace`, then an abort; what did not finish is at once ready for others. A worker
   * that was stopped does not start again: make a new one.
   */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  /** How it is now. Asks nobody. */
  health(): WorkerHealth {
    const lease = this.#session?.lease;
    const heldLanes = lease?.size ?? 0;
    return {
      state: this.#stateNow,
      name: this.#name,
      ...(lease && { id: lease.owner, lastHeartbeatAt: lease.renewedAt }),
      heldLanes,
      freeSlots: Math.max(this.#concurrency - heldLanes, 0),
      leaseRemainingMs: lease?.remainingMs ?? 0,
    };
  }

  get #stateNow(): WorkerState {
    if (this.#state !== 'ready') return this.#state;
    const isReached = !this.#outage.isUnderWay && (this.#session?.lease.remainingMs ?? 0) > 0;
    return isReached ? 'ready' : 'unreachable';
  }

  async #start(): Promise<void> {
    this.#state = 'starting';
    try {
      await this.#begin();
    } catch (error) {
      this.#starting = undefined;
      if (this.#stopping) return this.#logger.warn('the worker was told to stop while it started, which did not succeed', { error });
      this.#state = 'stopped';
      throw error;
    }
  }

  async #begin(): Promise<void> {
    await this.#registry.load();
    await this.#store.open();
    const clock = new StoreClock(this.#store, this.#ports);
    await clock.synchronize();
    if (this.#stopping) return;
    const lease = await this.#takeLease();
    if (this.#stopping) return lease.leave();
    this.#session = this.#open(lease, clock);
    this.#state = 'ready';
  }

  #takeLease(): Promise<Lease> {
    const { host, pid } = this.#ports.processes;
    const { queues, tags } = this.#served;
    const graphs = this.#registry.graphs();
    return Lease.take({
      store: this.#store,
      worker: { name: this.#name, graphs, queues, tags, leaseMs: this.#leaseMs, process: { host, pid }, ...this.#purges() },
      clock: this.#ports.clock,
      onEnd: (aborted) => this.#tellOfEnd(aborted),
      onStraysLeft: () => this.#session?.claims.recover(),
    });
  }

  #tellOfEnd(aborted: number): void {
    this.#logger.warn(
      `the lease of this worker has run out, because it stood still or could not reach the store; ` +
        (aborted === 0 ? 'it held no running task' : `${aborted} running tasks were aborted, since others may perform them now`),
    );
  }

  async #stop(): Promise<void> {
    if (this.#state !== 'stopped') this.#state = 'draining';
    await this.#starting?.catch(() => undefined);
    if (this.#session) await this.#close(this.#session);
    this.#state = 'stopped';
  }

  async #close(session: Session): Promise<void> {
    session.takeNoMore();
    session.unsubscribe();
    this.#draining.abort();
    await this.#drain(session);
    await Promise.all(session.loops.map((loop) => loop.stop()));
    await this.#giveUp(session);
  }

  /** Starts that go on keep the row of this worker in the store, and whoever would take it away would wait for them. */
  async #giveUp({ lease, starts }: Session): Promise<void> {
    if (starts.underWay === 0) return lease.leave().catch((error: unknown) => this.#outage.failed(error));
    lease.drop();
    this.#logger.warn(
      `starts of this process that are not answered: ${starts.underWay}, perhaps since a transaction of somebody else keeps their ids; ` +
        'the worker has stopped without them, and what they come to is for others when its lease ends',
    );
  }

  #open(lease: Lease, clock: StoreClock): Session {
    const pace = { clock: this.#ports.clock, onError: (error: unknown) => this.#unreachable(error) };
    const unservedWork = new UnservedWork(this.#store, this.#registry.workflows(), this.#logger);
    const heartbeats = new Pace({ ...pace, turn: () => this.#beat(session) });
    const reclaims = new Pace({ ...pace, turn: () => this.#reclaim(session) });
    const looks = new Pace({ ...pace, leastRestMs: () => lookMs, turn: () => this.#look(session) });
    const slots = new Slots(this.#concurrency, lease);
    const served = { ...this.#served, graphs: this.#registry.hashes() };
    const hold = (claimed: ClaimedLane): void => this.#hold(claimed, session);
    const claims = new Claims({
      ...pace,
      store: this.#store,
      lease,
      storeClock: clock,
      served,
      slots,
      hold,
      onRefused: () => {
        clock.doubt();
        heartbeats.nudge();
      },
    });
    const starts = new StartTaker({ served, lease, slots, claims, hold, firstStep: (lane) => this.#firstStep(lane, clock) });
    const takeNoMore = this.#store.takers.add(starts);
    const unsubscribe = this.#store.notices.subscribe(({ kind }, origin) => {
      if (kind === 'soon') claims.expect();
      else if (kind === 'ready') claims.tell(origin);
      else if (kind !== 'changed') looks.nudge();
    });
    const unserved = new Pace({ ...pace, turn: () => unservedWork.check().then(() => unservedMs) });
    const purging = this.#purging(lease, pace);
    const loops = [heartbeats, reclaims, looks, unserved, ...purging];
    const session: Session = { lease, clock, slots, starts, claims, loops, takeNoMore, unsubscribe };
    for (const loop of [heartbeats, reclaims, looks, claims, unserved, ...purging]) loop.start();
    return session;
  }

  /** No loop, unless it was told to purge. */
  #purging(lease: Lease, pace: Pick<PaceOptions, 'clock' | 'onError'>): readonly Pace[] {
    if (this.options.retention === undefined) return [];
    const retention = new Retention({
      store: this.#store,
      clock: this.#ports.clock,
      logger: this.#logger,
      retentionMs: parseDuration(this.options.retention),
      workflows: this.#registry.workflows(),
    });
    return [new Pace({ ...pace, turn: () => retention.turn(lease.owner) })];
  }

  #purges(): Pick<WorkerRecord, 'purges'> {
    return this.options.retention === undefined ? {} : { purges: this.#registry.workflows() };
  }

  #unreachable(error: unknown): number {
    this.#outage.failed(error);
    return retryMs;
  }

  async #beat({ lease, clock, claims }: Session): Promise<number> {
    await clock.synchronize();
    // One transaction, as long as there is nothing to lose by waiting for it.
    const reclaimed = lease.size === 0 ? this.#store.reclaim(this.#ports.processes) : 0;
    const [renewal] = await Promise.all([lease.renew(), reclaimed]);
    this.#outage.over();
    if (renewal === 'lost') {
      this.#logger.warn('the lease of this worker had expired and its lanes went to others; it goes on with a new lease');
      claims.expect();
    }
    // What was aborted when the lease had run out is still held: nobody had taken it.
    if (renewal === 'late') claims.recover();
    return this.#beatMs(lease);
  }

  /**
   * Takes back what workers that are lost have held: beside the heartbeats of a worker at work, since what they held may be locked.
   * Not while this worker may count as one of them: perhaps nobody has taken over what it holds.
   */
  async #reclaim({ lease }: Session): Promise<number> {
    if (lease.size > 0 && lease.remainingMs > 0) await this.#store.reclaim(this.#ports.processes);
    return this.#beatMs(lease);
  }

  /** A lease over nothing loses nothing. */
  #beatMs(lease: Lease): number {
    return this.#leaseMs / (lease.size > 0 ? 3 : 1.5);
  }

  /** Other processes, or clients in this one, may have asked something of held lanes or made lanes ready. */
  async #look({ lease, claims }: Session): Promise<number> {
    claims.look();
    if (lease.size > 0) await lease.check();
    return unaskedLookMs;
  }

  #firstStep(claimed: ClaimedLane, clock: StoreClock): Holder['first'] {
    return firstStepOf(new HeldLane(claimed, this.#registry.of(claimed.graph)), { at: clock.now(), tags: this.#served.tags });
  }

  #hold(claimed: ClaimedLane, session: Session): void {
    const held = new HeldLane(claimed, this.#registry.of(claimed.graph));
    this.#run(held, this.#work(session, this.#ports.clock.now()), session);
  }

  #run(held: HeldLane, work: LaneWork, { lease, claims }: Session, isKnown = true): void {
    lease.add(held);
    // What comes under a lease that was lost meanwhile is for others, who may be at it already.
    const isOurs = held.claimed.owner === lease.owner;
    const running = runLane(held, work, isKnown && isOurs)
      .catch((error: unknown) => this.#logger.error(`instance "${held.claimed.instanceId}" could not be set aside`, { error }))
      .finally(() => {
        const wasFull = lease.size >= this.#concurrency;
        lease.remove(held);
        this.#running.delete(running);
        if (wasFull) claims.look();
      });
    this.#running.add(running);
  }

  /** @param turnSince When the lane had its turn, or the one with whose step it came. */
  #work(session: Session, turnSince: number): LaneWork {
    const { clock, claims, slots } = session;
    const work: LaneWork = {
      store: this.#store,
      ports: this.#ports,
      clock,
      logger: this.#logger,
      surroundings: this.#surroundings,
      outage: this.#outage,
      tags: this.#served.tags,
      maxLosses: this.options.maxLosses ?? 5,
      isLeased: () => session.lease.remainingMs > 0,
      draining: this.#draining.signal,
      stopped: this.#stopped.signal,
      givesWay: () => this.#ports.clock.now() - turnSince >= turnMs && claims.isShort,
      room: () => (this.#draining.signal.aborted ? 0 : claims.room),
      slots,
      takeOver: (from, lane, isKnown) => {
        // Its slot is free as soon as its step is durable.
        session.lease.remove(from);
        this.#run(lane, work, session, isKnown);
      },
      recover: () => claims.recover(),
    };
    return work;
  }

  /**
   * Lets the running tasks finish, and the starts that were taken, for as long as that may take; then aborts the tasks. What they
   * commit is waited for. The last claim may not be over before them, where a task may keep the store for itself.
   */
  async #drain({ lease, claims, slots }: Session): Promise<void> {
    const claimed = claims.stop();
    const arrived = Promise.all([claimed, slots.arrived()]);
    const ran = arrived.then(() => this.#allRan());
    await this.#within(parseDuration(this.options.grace ?? '10s'), ran);
    this.#stopped.abort();
    for (const held of lease.lanes()) held.giveUp(new WorkerStoppedError());
    await claimed;
    await this.#allRan();
    // A task that was aborted may have kept the store from them.
    await this.#within(arrivalMs, slots.arrived());
    await this.#allRan();
  }

  /** Resolves when the work is done, or when that takes longer. */
  async #within(ms: number, work: Promise<void>): Promise<void> {
    let cancelTimer = (): void => {};
    const late = new Promise<void>((resolve) => (cancelTimer = this.#ports.clock.after(ms, resolve)));
    await Promise.race([work, late]);
    cancelTimer();
  }

  /** Lanes may come with the last steps of others. */
  async #allRan(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  get #concurrency(): number {
    return this.options.concurrency ?? 100;
  }

  get #leaseMs(): number {
    return parseDuration(this.options.lease ?? '10s');
  }
}

/** What its options say that it serves; the graphs are known once they are loaded. */
type Served = Required<Pick<WorkerOptions, 'queues' | 'tags'>>;

function servedBy({ queues = [defaultQueue], tags = [] }: WorkerOptions): Served {
  return { queues: queues.map(parseQueue), tags: parseTags(tags) };
}

/** How long a worker that stops waits for starts that it took, once its tasks have ended. */
const arrivalMs = 1_000;

/** What a worker has while it works. */
interface Session {
  readonly lease: Lease;
  readonly clock: StoreClock;
  readonly slots: Slots;
  readonly starts: StartTaker;
  readonly claims: Claims;
  /** All that turn while it works, but for the claims. */
  readonly loops: readonly Pace[];
  readonly takeNoMore: () => void;
  readonly unsubscribe: () => void;
}
