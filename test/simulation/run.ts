/**
 * One simulated run: a plan played to its end by virtual processes on one database, and the verdict of the invariants.
 *
 * Always: the same plan gives the same run, step by step.
 */
import { DatabaseSync } from 'node:sqlite';
import { InvariantError, StoreError, WorkerEndedError } from '@waystone/core';
import { typedClient, Worker } from '@waystone/engine';
import type { Client, InstanceHandle } from '@waystone/engine';
import type { Evidence } from '../chaos/evidence/evidence.js';
import type { ClientLine, Log, Untimed, Timed, WorkerLine } from '../chaos/evidence/lines.js';
import { liveIn, readRows, type Sample } from '../chaos/evidence/rows.js';
import type { Finding, Violation } from '../chaos/invariants/invariant.js';
import { judge } from '../chaos/invariants/index.js';
import { outcomeOf, Player } from '../chaos/processes/play.js';
import { witnessedByClient, witnessedByWorker, witnessTasks } from '../chaos/processes/witness.js';
import type { Outcome } from '../chaos/scenarios/scenario.js';
import { Chance } from '../support/chance.js';
import { makeAccounts, SimulatedDatabase, type SimulatedFiles } from './machine/database.js';
import { Place } from './machine/place.js';
import { VirtualProcess } from './machine/process.js';
import { Actor, Scheduler } from './machine/scheduler.js';
import type { Deed } from './plan/faults.js';
import type { ClientPlace, Plan, SimulatedCase, WorkerPlace } from './plan/plan.js';
import type { Build, Programs } from './programs.js';
import { worldOf } from './world.js';

export interface Tools {
  readonly files: SimulatedFiles;
  readonly programs: Programs;
  /** Told of everything that happens, in order. */
  readonly trace?: (line: string) => void;
}

export interface Verdict {
  readonly violations: readonly Violation[];
  readonly steps: number;
  /** Commits of steps that were applied. */
  readonly commits: number;
  /** What was done to processes. */
  readonly faults: number;
}

/** Bounds a run that comes to no end. */
const mostSteps = 40_000;
/** What is on its way when everything has ended. */
const mostLastSteps = 400;
const stepsPerSample = 50;
const graceMs = 50;

export async function simulate(plan: Plan, tools: Tools): Promise<Verdict> {
  const path = await tools.files.make(plan.layout);
  makeAccounts(path, plan.layout);
  const run = new Run(plan, tools, path);
  try {
    return await run.toTheEnd();
  } finally {
    await run.close();
  }
}

class Run {
  readonly #plan: Plan;
  readonly #tools: Tools;
  readonly #path: string;
  readonly #scheduler: Scheduler;
  readonly #world = new Actor('world');
  readonly #database: SimulatedDatabase;
  readonly #reader: DatabaseSync;
  readonly #processes: VirtualProcess[] = [];
  readonly #workers: WorkerLine[][] = [];
  readonly #clients: ClientLine[][] = [];
  readonly #samples = new Map<string, Sample>();
  readonly #problems: Finding[] = [];
  /** Plays that are not over: `<place> <case>`. */
  readonly #plays: Set<string>;
  #faults = 0;
  #sampledAt = 0;

  constructor(plan: Plan, tools: Tools, path: string) {
    this.#plan = plan;
    this.#tools = tools;
    this.#path = path;
    const { seed, tempoMs, wildSteps, busyTimeoutMs: busyTimeout, noticesLost } = plan;
    const { trace } = tools;
    const onStep = trace && ((actor: Actor, what: string) => trace(`${this.#time()} ${actor.name}: ${what}`));
    this.#scheduler = new Scheduler({ chance: new Chance(seed ^ 0x5ced_0001), tempoMs, wildSteps, onStep });
    this.#scheduler.add(this.#world);
    this.#database = new SimulatedDatabase({ path, busyTimeout, noticesLost, chance: new Chance(seed ^ 0x5ced_0002) });
    this.#reader = new DatabaseSync(path, { readOnly: true });
    this.#plays = new Set(plan.clients.flatMap(({ name, plays }) => plays.map((id) => `${name} ${id}`)));
  }

  async toTheEnd(): Promise<Verdict> {
    for (const place of this.#plan.workers) this.#startWorker(place, this.#place(place));
    for (const place of this.#plan.clients) this.#startClient(place, this.#place(place));
    const isOver = await this.#scheduler.run(() => this.#isOver(), mostSteps);
    if (isOver) await this.#scheduler.settle(mostLastSteps);
    else this.#problem([...this.#plays].join(', '), `nothing came of it in ${this.#scheduler.steps} steps`);
    const evidence = await this.#gather(isOver);
    return {
      violations: [...this.#problems.map((found) => ({ ...found, invariant: 'run' })), ...judge(evidence)],
      steps: this.#scheduler.steps,
      commits: this.#workers.flat().filter((line) => line.what === 'committed' && line.status === 'applied').length,
      faults: this.#faults,
    };
  }

  async close(): Promise<void> {
    for (const process of this.#processes) await process.kill();
    this.#reader.close();
  }

  #time(): string {
    return `${this.#scheduler.now % 1_000_000}`;
  }

  #place(place: WorkerPlace | ClientPlace): Place {
    return new Place(place, this.#plan.faults);
  }

  // ── processes ────────────────────────────────────────────────────────────────────────────────────────────────────

  #spawn(place: Place, again: () => void, retire: () => Promise<void>): VirtualProcess {
    const { seed } = this.#plan;
    const pid = this.#processes.length + 1;
    const isAlive = (host: string, id: number): boolean => {
      const other = this.#processes[id - 1];
      return other !== undefined && other.ports.processes.host === host && !other.actor.isGone;
    };
    const suffer = (deed: Deed, process: VirtualProcess): void => this.#suffer(deed, { process, again, retire });
    const { scheduler, database } = { scheduler: this.#scheduler, database: this.#database };
    const process = new VirtualProcess({ scheduler, database, place, pid, isAlive, seed, suffer });
    this.#processes.push(process);
    return process;
  }

  #suffer(deed: Deed, { process, again, retire }: { process: VirtualProcess; again: () => void; retire: () => Promise<void> }): void {
    this.#faults += 1;
    this.#tools.trace?.(`${this.#time()} ${process.actor.name}: ${JSON.stringify(deed)}`);
    switch (deed.kind) {
      case 'die':
        void process.kill();
        this.#later(deed.restartMs, again);
        return;
      case 'stop':
        process.actor.isStopped = true;
        this.#later(deed.forMs, () => (process.actor.isStopped = false));
        return;
      case 'retire':
        void retire().then(() =>
          this.#later(0, () => {
            void process.kill();
            again();
          }),
        );
        return;
      case 'dawdle':
      case 'lose':
    }
  }

  #later(ms: number, go: () => void): void {
    this.#scheduler.after(this.#world, ms, { what: 'go on', go });
  }

  #startWorker(options: WorkerPlace, place: Place): void {
    let worker: Worker | undefined;
    const process = this.#spawn(
      place,
      () => this.#startWorker(options, place),
      async () => worker?.stop(),
    );
    const log = this.#log(this.#workers, process);
    const workflows = this.#tools.programs.bind(options.build, worldOf(process, this.#scheduler));
    for (const bound of workflows) witnessTasks(bound, log);
    const { ports } = process;
    const make = (): Worker =>
      (worker = new Worker({
        store: witnessedByWorker(process.store, log),
        workflows,
        ports,
        name: process.actor.name,
        lease: this.#plan.leaseMs,
        grace: graceMs,
        concurrency: options.concurrency,
        maxLosses: Infinity,
        logger: this.#logger(process),
      }));
    this.#watched(process, () => untilStarted(make, process));
  }

  #startClient(options: ClientPlace, place: Place): void {
    const process = this.#spawn(
      place,
      () => this.#startClient(options, place),
      () => Promise.resolve(),
    );
    const log = this.#log(this.#clients, process);
    const store = witnessedByClient(process.store, log);
    for (const one of this.#plan.cases) {
      const play = `${options.name} ${one.id}`;
      if (!this.#plays.has(play)) continue;
      const client = this.#clientOf(store, one.build, process);
      const player = new Player({ client, log, sleep: process.sleep });
      this.#watched(process, () => player.play(one).then(() => void this.#plays.delete(play)));
    }
  }

  #clientOf(store: VirtualProcess['store'], build: Build, { ports }: VirtualProcess): Pick<Client, 'start' | 'handle'> {
    const typed = (workflow: string) => typedClient<never>(store, this.#tools.programs.graph(workflow, build), { ports });
    const handles = new Map<string, InstanceHandle>();
    return {
      start: async (workflow, id, input, options) => {
        const handle: InstanceHandle = await typed(workflow).start(id, input as never, options as never);
        handles.set(id, handle);
        return handle;
      },
      handle: (id) => handles.get(id) ?? typed(this.#caseOf(id).workflow).get(id),
    };
  }

  #caseOf(id: string): SimulatedCase {
    const found = this.#plan.cases.find((one) => one.id === id);
    if (!found) throw new Error(`there is no case ${id}`);
    return found;
  }

  /** What a process does must not fail. */
  #watched(process: VirtualProcess, work: () => Promise<unknown>): void {
    work().catch((error: unknown) =>
      this.#problem(process.actor.name, error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
  }

  #problem(instance: string, problem: string): void {
    this.#tools.trace?.(`${this.#time()} problem: ${problem}`);
    this.#problems.push({ instance, problem, evidence: [] });
  }

  /** What the engine says to people is of no interest, unless it says that it is wrong itself. */
  #logger(process: VirtualProcess) {
    const tell = (message: string, details?: object): void => {
      this.#tools.trace?.(`${this.#time()} ${process.actor.name} says: ${message}`);
      const error: unknown = details && 'error' in details ? details.error : undefined;
      if (error instanceof InvariantError) this.#problem(process.actor.name, error.stack ?? error.message);
    };
    return { debug: tell, info: tell, warn: tell, error: tell };
  }

  #log<Line extends Timed>(logs: Line[][], process: VirtualProcess): Log<Line> {
    const lines: Line[] = [];
    logs.push(lines);
    return {
      write: (...untimed: readonly Untimed<Line>[]) => {
        if (process.actor.isGone) return;
        for (const line of untimed) {
          this.#tools.trace?.(`${this.#time()} ${process.actor.name}: ${JSON.stringify(line)}`);
          lines.push({ at: this.#scheduler.now, ...line } as unknown as Line);
        }
      },
    };
  }

  // ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #isOver(): boolean {
    const isDue = this.#scheduler.steps - this.#sampledAt >= stepsPerSample;
    if (!isDue) return false;
    this.#sampledAt = this.#scheduler.steps;
    const live = liveIn(this.#reader);
    for (const sample of live) {
      const before = this.#samples.get(sample.id);
      if (!before || sample.bytes > before.bytes) this.#samples.set(sample.id, sample);
    }
    return this.#plays.size === 0 && live.length === 0;
  }

  async #gather(isOver: boolean): Promise<Evidence> {
    return {
      cases: this.#plan.cases,
      workers: this.#workers,
      clients: this.#clients,
      rows: await readRows(this.#path),
      samples: [...this.#samples.values()],
      outcomes: isOver ? await this.#outcomes() : new Map<string, Outcome>(),
    };
  }

  async #outcomes(): Promise<ReadonlyMap<string, Outcome>> {
    const place = new Place({ name: 'judge', host: 'nowhere', weight: 1, skewMs: 0 }, []);
    const process = this.#spawn(
      place,
      () => undefined,
      () => Promise.resolve(),
    );
    const outcomes = new Map<string, Outcome>();
    for (const one of this.#plan.cases) {
      const handle = this.#clientOf(process.store, one.build, process).handle(one.id);
      this.#watched(process, async () => void outcomes.set(one.id, await outcomeOf(handle, process.sleep)));
    }
    await this.#scheduler.run(() => outcomes.size === this.#plan.cases.length, mostSteps);
    return outcomes;
  }
}

/** Whoever supervises workers starts them again. */
async function untilStarted(make: () => Worker, process: VirtualProcess): Promise<void> {
  for (;;) {
    try {
      return await make().start();
    } catch (error) {
      if (error instanceof WorkerEndedError) return;
      if (!(error instanceof StoreError && error.retryable)) throw error;
      await process.sleep(100);
    }
  }
}
