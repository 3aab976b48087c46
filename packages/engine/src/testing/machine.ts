/**
 * One database and any number of processes on it, in virtual time. A process can be killed at any commit; another
 * one on the same host then goes on from what is in the database, one on another host once the lease has run out.
 */
import { RunStuckError } from '@waystone/core';
import type { Logger } from '@waystone/core';
import { systemPorts } from '../ports.js';
import type { Instant, Ports } from '../ports.js';
import type { StepCommit, Store } from '../store/store.js';
import type { BoundWorkflow } from '../worker/bind.js';
import { Worker } from '../worker/worker.js';
import type { WorkerOptions } from '../worker/worker-options.js';
import { Activity, processStore } from './process-store.js';
import type { ProcessOptions } from './process-store.js';
import { Process } from './process.js';
import { VirtualClock } from './virtual-clock.js';

/** Turns of the event loop after which it is looked how long a database has been asked. */
const mostVainTurns = 10_000;
const defaultAnswerMs = 60_000;

export const quiet: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What keeps the machine's data. */
export interface MachineDatabase {
  /** The time of the data that is there already. Default: each machine has a time of its own. */
  readonly clock?: VirtualClock;
  /** One more store on it. */
  readonly open: (ports: Ports) => Store;
  /** All stores are closed; nothing is read any more. */
  readonly discard: () => void;
}

export interface MachineOptions {
  readonly database: MachineDatabase;
  /** Made anew for every process, as loading the code anew would. */
  readonly workflows: () => readonly BoundWorkflow[];
  readonly worker?: Partial<WorkerOptions>;
  /** Puts something between the workers and their stores. */
  readonly between?: (store: Store) => Store;
  /** Called with every step that was applied, in whatever process. */
  readonly onCommit?: (step: StepCommit) => void;
  /** Called with every status that a running task has published, in whatever process. */
  readonly onPublish?: ProcessOptions['onPublish'];
  /** How long a database may take in real time for one answer. Default: a minute. */
  readonly answerMs?: number;
  /** Default: chance and ids are the machine's. */
  readonly ports?: Partial<Pick<Ports, 'random' | 'ids'>>;
}

export class Machine {
  readonly clock: VirtualClock;
  readonly ports: Ports;
  readonly #database: MachineDatabase;
  /** The store of the program that starts and signals; never dies. */
  readonly store: Store;
  readonly activity = new Activity();
  readonly #options: MachineOptions;
  readonly #stores: Store[] = [];
  readonly #processes: Process[] = [];

  constructor(options: MachineOptions) {
    this.#options = options;
    this.#database = options.database;
    this.clock = this.#database.clock ?? new VirtualClock();
    this.ports = { ...systemPorts, ...options.ports, clock: this.clock };
    this.store = processStore(this.open(this.ports), this.activity).store;
  }

  /** All that were spawned, in order. */
  get processes(): readonly Process[] {
    return this.#processes;
  }

  open(ports: Ports): Store {
    const store = this.#database.open(ports);
    this.#stores.push(store);
    return store;
  }

  /** Starts a worker in a process of its own, which dies after that many commits. `options`: what differs from the machine's other workers. */
  async spawn(
    commitsToLive = Infinity,
    host = 'here',
    options: Partial<WorkerOptions> & { readonly diesBefore?: boolean } = {},
  ): Promise<Process> {
    const { diesBefore = false, ...differing } = options;
    const { clock, die } = this.clock.process();
    const pid = this.#processes.length + 1;
    const isAlive = (id: number): boolean => this.#processes[id - 1]?.isGone === false;
    const ports = { ...this.ports, clock, processes: { host, pid, isAlive } };
    const inner = this.open(ports);
    const own = processStore(inner, this.activity, {
      commitsToLive,
      diesBefore,
      ...(this.#options.onPublish && { onPublish: this.#options.onPublish }),
      ...(this.#options.onCommit && { onCommit: this.#options.onCommit }),
    });
    const worker = new Worker({
      store: this.#options.between?.(own.store) ?? own.store,
      workflows: this.#options.workflows(),
      ports,
      logger: quiet,
      maxLosses: Infinity,
      ...this.#options.worker,
      ...differing,
    });
    const process = new Process({ worker, own, inner, die });
    this.#processes.push(process);
    await worker.start();
    return process;
  }

  /**
   * Until nothing moves any more without time passing, or it is enough.
   *
   * @throws RunStuckError if a database does not answer: nobody would ever hear of it.
   */
  async settle(isEnough = (): boolean => false): Promise<void> {
    const { activity } = this;
    let moved = { calls: -1, underWay: 0, at: systemPorts.clock.now() };
    for (let still = 0, vain = 0; still < 4 && !isEnough(); still += 1, vain += 1) {
      await new Promise<void>((resolve) => this.ports.soon(resolve));
      const hasMoved = activity.calls !== moved.calls || activity.underWay !== moved.underWay;
      if (hasMoved) [moved, vain] = [{ calls: activity.calls, underWay: activity.underWay, at: systemPorts.clock.now() }, 0];
      if (hasMoved || activity.underWay > 0) still = 0;
      if (vain > mostVainTurns) this.#assertAnswered(moved.at);
    }
  }

  /** `since`: the last time that it answered or was asked. */
  #assertAnswered(since: Instant): void {
    const { answerMs = defaultAnswerMs } = this.#options;
    if (systemPorts.clock.now() - since < answerMs) return;
    throw new RunStuckError(
      'store',
      `the store has not answered for ${answerMs / 1_000} s: another process locks its file, or the code of Waystone was replaced while it ran`,
    );
  }

  /** Lets time pass, alarm by alarm. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    await this.settle();
    while (this.clock.ringBefore(end)) await this.settle();
    await this.settle();
  }

  /** Tells every process that another one wrote, as the database does in real time. */
  announce(): void {
    for (const process of this.#processes) process.announce();
  }

  /** Until every process has looked at what the others wrote. */
  async poll(): Promise<void> {
    await this.pass(10_001);
  }

  /** Lets time pass until the promise is settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = (): void => void (settled = true);
    promise.then(done, done);
    for (let turns = 0; !settled; turns += 1) {
      await this.settle();
      if (settled) break;
      if (turns > 100_000 || !this.clock.ring()) throw new Error('nothing is left that could happen');
    }
    return promise;
  }

  /**
   * Runs one process after another, each killed right after one commit, until the promise is settled. The lanes that
   * each held are free at once, so that the crashes themselves take no time.
   */
  async crashingEverywhere<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = (): void => void (settled = true);
    promise.then(done, done);
    for (let processes = 0; !settled; processes += 1) {
      if (processes > 10_000) throw new Error('the processes crash and crash, and nothing comes of it');
      const process = await this.crashAfter(1, () => settled);
      for (const owner of process.owners) await this.store.leave(owner);
    }
    return promise;
  }

  /** Runs a process until it dies after that many commits (or `over`), letting time pass. */
  async crashAfter(commits: number, over = (): boolean => false): Promise<Process> {
    const process = await this.spawn(commits);
    for (let turns = 0; !process.isDead && !over(); turns += 1) {
      await this.settle();
      if (process.isDead || over()) break;
      if (turns > 100_000 || !this.clock.ring()) throw new Error('nothing is left that could happen');
    }
    await process.bury();
    await this.settle();
    return process;
  }

  async close(): Promise<void> {
    for (const process of this.#processes) process.kill();
    await Promise.all(this.#stores.map((store) => store.close()));
    this.#database.discard();
  }
}
