/**
 * One simulated run: a plan played to its end by virtual processes on one database, and the verdict of the invariants.
 *
 * Always: the same plan gives the same run, step by step.
 */
import { InvariantError } from '@waystone/core';
import { typedClient, Worker } from '@waystone/engine';
import type { Client, InstanceHandle, Store } from '@waystone/engine';
import type { ClientLine, Log, Untimed, Timed, WorkerLine } from '../chaos/evidence/lines.js';
import type { Sample } from '../chaos/evidence/rows.js';
import type { Finding, Violation } from '../chaos/invariants/invariant.js';
import { outcomeOf, Player } from '../chaos/processes/play.js';
import { witnessedByClient, witnessedByWorker, witnessTasks } from '../chaos/processes/witness.js';
import type { Outcome } from '../chaos/scenarios/scenario.js';
import { Chance } from '../support/chance.js';
import type { DatabaseOptions, Databases, SimulatedDatabase } from './machine/database.js';
import { SimulatedNotices } from './machine/notices.js';
import { judgeRun } from './checks/index.js';
import type { SimulatedEvidence } from './checks/evidence.js';
import { Place } from './machine/place.js';
import { VirtualProcess } from './machine/process.js';
import { Actor, Scheduler } from './machine/scheduler.js';
import { Observer } from './observer.js';
import type { Deed } from './plan/faults.js';
import type { ClientPlace, Plan, SimulatedCase, Upgrade, WorkerPlace } from './plan/plan.js';
import type { Build, Loading, Programs } from './programs.js';
import { readable, randomWorkflow } from './random-program.js';
import { untilStarted } from './supervisor.js';
import { worldOf } from './world.js';

export interface Tools {
  readonly databases: Databases;
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

/** Bounds a run that comes to no end. Most take a thousand; those in which all wait for a file that is locked again and again, ten. */
const mostSteps = 40_000;
/** Every scenario has come to its end long before, whatever was done to it. */
const longestMs = 600_000;
/** What is on its way when everything has ended. */
const mostLastSteps = 400;
const stepsPerSample = 50;
const graceMs = 50;

export async function simulate(plan: Plan, tools: Tools): Promise<Verdict> {
  const database = await tools.databases.make(plan.layout);
  const run = new Run({ ...plan, cases: await Promise.all(plan.cases.map((one) => withOutcome(one, plan, tools))) }, tools, database);
  try {
    return await run.toTheEnd();
  } catch (error) {
    return run.brokenOff(error);
  } finally {
    await run.close();
  }
}

/** What must come of a random program, its plain run says. */
async function withOutcome(one: SimulatedCase, plan: Plan, { programs }: Tools): Promise<SimulatedCase> {
  if (one.workflow !== randomWorkflow) return one;
  return { ...one, outcomes: [{ end: 'completed', value: await programs.plainEnd({ random: plan.random }, one.input) }] };
}

/** What becomes of the place of a process. */
interface Life {
  /** Another one takes its place. */
  readonly again: () => void;
  /** It stops in order. */
  readonly retire: () => Promise<void>;
}

class Run {
  readonly #plan: Plan;
  readonly #tools: Tools;
  readonly #scheduler: Scheduler;
  readonly #world = new Actor('world');
  readonly #database: SimulatedDatabase;
  readonly #wiring: DatabaseOptions;
  readonly #observer: Observer;
  readonly #processes: VirtualProcess[] = [];
  readonly #workers: WorkerLine[][] = [];
  readonly #clients: ClientLine[][] = [];
  readonly #samples = new Map<string, Sample>();
  readonly #problems: Finding[] = [];
  readonly #places = new Map<string, Place>();
  /** Plays that are not over: `<place> <case>`. */
  readonly #plays: Set<string>;
  /** Releases that are no more. */
  #release = 0;
  #faults = 0;
  #sampledAt = 0;

  constructor(plan: Plan, tools: Tools, database: SimulatedDatabase) {
    this.#plan = plan;
    this.#tools = tools;
    this.#database = database;
    const { seed, tempoMs, wildSteps, busyTimeoutMs: busyTimeout, noticesLost } = plan;
    const { trace } = tools;
    const onStep = trace && ((actor: Actor, what: string) => trace(`${this.#time()} ${actor.name}: ${what}`));
    const settled = (): Promise<void> => tools.databases.settled();
    this.#scheduler = new Scheduler({ chance: new Chance(seed ^ 0x5ced_0001), tempoMs, wildSteps, settled, onStep });
    this.#scheduler.add(this.#world);
    this.#wiring = { busyTimeout, notices: new SimulatedNotices(noticesLost, new Chance(seed ^ 0x5ced_0002)) };
    this.#observer = new Observer(this.#scheduler);
    this.#plays = new Set([...plan.workers, ...plan.clients].flatMap(({ name, plays }) => plays.map((id) => `${name} ${id}`)));
  }

  async toTheEnd(): Promise<Verdict> {
    this.#startAll();
    for (const { afterMs, byMs } of this.#plan.settings) this.#setClock(afterMs, byMs);
    if (this.#plan.upgrade) await this.#upgrade(this.#plan.upgrade);
    const isOver = await this.#scheduler.run(() => this.#isOver(), mostSteps);
    const isCalm = !isOver || (await this.#scheduler.settle(mostLastSteps));
    if (!isCalm) this.#problem('', `it does not come to rest: everything had ended ${mostLastSteps} steps before`);
    const { steps, elapsedMs } = this.#scheduler;
    if (!isOver || elapsedMs > longestMs) this.#problem([...this.#plays].join(', '), `it took ${steps} steps and ${elapsedMs} ms`);
    return this.#verdict(judgeRun(await this.#gather(isOver)));
  }

  /** What neither a process nor a checker expected is a failure like any other: its seed shows it again. */
  brokenOff(error: unknown): Verdict {
    this.#problem('', textOf(error));
    return this.#verdict([]);
  }

  #verdict(violations: readonly Violation[]): Verdict {
    return {
      violations: [...this.#problems.map((found) => ({ ...found, invariant: 'run' })), ...violations],
      steps: this.#scheduler.steps,
      commits: this.#workers.flat().filter((line) => line.what === 'committed' && line.status === 'applied').length,
      faults: this.#faults,
    };
  }

  async close(): Promise<void> {
    for (const process of this.#processes) await process.kill();
    await this.#database.close();
  }

  #time(): string {
    return `${this.#scheduler.steady % 1_000_000}`;
  }

  #setClock(afterMs: number, byMs: number): void {
    this.#scheduler.after(this.#world, afterMs, { what: `set the clock by ${byMs} ms`, go: () => this.#scheduler.set(byMs) });
  }

  // ── processes ────────────────────────────────────────────────────────────────────────────────────────────────────

  #startAll(): void {
    for (const place of this.#plan.workers) this.#startWorker(place, this.#placeOf(place));
    for (const place of this.#plan.clients) this.#startClient(place, this.#placeOf(place));
  }

  /** What is to happen to a place happens once, whoever comes after those to whom it happened. */
  #placeOf(options: WorkerPlace | ClientPlace): Place {
    const place = this.#places.get(options.name) ?? new Place(options, this.#plan.faults);
    this.#places.set(options.name, place);
    return place;
  }

  /** Until then all processes were of an older release. */
  async #upgrade({ atStep, layout }: Upgrade): Promise<void> {
    await this.#scheduler.run(async () => this.#scheduler.steps >= atStep || (await this.#isOver()), atStep);
    this.#release += 1;
    for (const process of this.#processes) this.#kill(process);
    this.#tools.trace?.(`${this.#time()} all are gone, and have left layout ${layout}`);
    await this.#database.leaveIn(layout);
    this.#startAll();
  }

  #spawn(place: Place, life: Life): VirtualProcess {
    const { seed } = this.#plan;
    const pid = this.#processes.length + 1;
    const isAlive = (host: string, id: number): boolean => {
      const other = this.#processes[id - 1];
      return other !== undefined && other.ports.processes.host === host && !other.actor.isGone;
    };
    const suffer = (deed: Deed, process: VirtualProcess): void => this.#suffer(deed, process, life);
    const parts = { scheduler: this.#scheduler, database: this.#database, wiring: this.#wiring };
    const process = new VirtualProcess({ ...parts, place, pid, isAlive, seed, suffer });
    this.#processes.push(process);
    return process;
  }

  #suffer(deed: Deed, process: VirtualProcess, { again, retire }: Life): void {
    this.#faults += 1;
    this.#tools.trace?.(`${this.#time()} ${process.actor.name}: ${JSON.stringify(deed)}`);
    switch (deed.kind) {
      case 'die':
        this.#kill(process);
        this.#later(deed.restartMs, again);
        return;
      case 'stop':
        process.actor.isStopped = true;
        this.#later(deed.forMs, () => (process.actor.isStopped = false));
        return;
      case 'retire':
        void retire().then(() =>
          this.#later(0, () => {
            this.#kill(process);
            again();
          }),
        );
        return;
      case 'dawdle':
      case 'lose':
    }
  }

  #kill(process: VirtualProcess): void {
    this.#observer.gone(process);
    void process.kill();
  }

  #later(ms: number, go: () => void): void {
    const release = this.#release;
    this.#scheduler.after(this.#world, ms, { what: 'go on', go: () => void (release === this.#release && go()) });
  }

  #startWorker(options: WorkerPlace, place: Place): void {
    let worker: Worker | undefined;
    const process = this.#spawn(place, {
      again: () => this.#startWorker(options, place),
      retire: async () => worker?.stop(),
    });
    const log = this.#log(this.#workers, process);
    const workflows = this.#tools.programs.bind(this.#loading(options.build), worldOf(process, this.#scheduler));
    for (const bound of workflows) witnessTasks(bound, log);
    const { ports } = process;
    const store = this.#observer.watch(process);
    const make = (): Worker =>
      (worker = new Worker({
        store: witnessedByWorker(store, log),
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
    if (options.plays.length > 0) this.#playAll(options.name, process, store);
  }

  #startClient(options: ClientPlace, place: Place): void {
    const process = this.#spawn(place, {
      again: () => this.#startClient(options, place),
      retire: () => Promise.resolve(),
    });
    this.#playAll(options.name, process, this.#observer.watch(process));
  }

  /** What is not played to its end yet. */
  #playAll(place: string, process: VirtualProcess, observed: Store): void {
    const log = this.#log(this.#clients, process);
    const store = witnessedByClient(observed, log);
    for (const one of this.#plan.cases) {
      const play = `${place} ${one.id}`;
      if (!this.#plays.has(play)) continue;
      const client = this.#clientOf(store, one.build, process);
      const player = new Player({ client, log, sleep: process.sleep });
      const playIt = async (): Promise<void> => {
        if (one.startAfterMs !== undefined) await process.sleep(one.startAfterMs);
        await player.play(one);
        this.#plays.delete(play);
      };
      this.#watched(process, playIt);
    }
  }

  #clientOf(store: Store, build: Build, { ports }: VirtualProcess): Pick<Client, 'start' | 'handle'> {
    const { programs } = this.#tools;
    const loading = this.#loading(build);
    const typed = (workflow: string) =>
      typedClient<never>(store, programs.graph(workflow, loading), { ports, errors: programs.errors(loading) });
    const handles = new Map<string, InstanceHandle>();
    return {
      start: async (workflow, id, input, options) => {
        const handle: InstanceHandle = await typed(workflow).start(id, input as never, options as never);
        handles.set(id, readable(handle, workflow));
        return handle;
      },
      handle: (id) => {
        const { workflow } = this.#caseOf(id);
        return handles.get(id) ?? readable(typed(workflow).get(id), workflow);
      },
    };
  }

  #loading(build: Build): Loading {
    return { build, random: this.#plan.random };
  }

  #caseOf(id: string): SimulatedCase {
    const found = this.#plan.cases.find((one) => one.id === id);
    if (!found) throw new Error(`there is no case ${id}`);
    return found;
  }

  /** What a process does must not fail. */
  #watched(process: VirtualProcess, work: () => Promise<unknown>): void {
    work().catch((error: unknown) => this.#problem(process.actor.name, textOf(error)));
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
          lines.push({ at: this.#scheduler.latest, ...line } as unknown as Line);
        }
      },
    };
  }

  // ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────────

  async #isOver(): Promise<boolean> {
    const isDue = this.#scheduler.steps - this.#sampledAt >= stepsPerSample;
    if (!isDue) return false;
    this.#sampledAt = this.#scheduler.steps;
    const live = await this.#database.live();
    for (const sample of live) {
      const before = this.#samples.get(sample.id);
      if (!before || sample.bytes > before.bytes) this.#samples.set(sample.id, sample);
    }
    return this.#plays.size === 0 && live.length === 0 && (await this.#database.isMigrated());
  }

  async #gather(isOver: boolean): Promise<SimulatedEvidence> {
    return {
      cases: this.#plan.cases,
      workers: this.#workers,
      clients: this.#clients,
      rows: await this.#database.rows(),
      samples: [...this.#samples.values()],
      ...(isOver
        ? await this.#ends()
        : { outcomes: new Map<string, Outcome>(), statuses: new Map<string, Readonly<Record<string, unknown>>>() }),
      ...this.#observer,
      leaseMs: this.#plan.leaseMs,
    };
  }

  /** What a client sees when everything has ended. */
  async #ends() {
    const place = new Place({ name: 'judge', host: 'nowhere', weight: 1, skewMs: 0 }, []);
    const nothing = { again: () => undefined, retire: () => Promise.resolve() };
    const process = this.#spawn(place, nothing);
    const outcomes = new Map<string, Outcome>();
    const statuses = new Map<string, Readonly<Record<string, unknown>>>();
    const look = async (one: SimulatedCase): Promise<void> => {
      const handle = this.#clientOf(process.store, one.build, process).handle(one.id);
      const names = Object.keys(one.statuses ?? {});
      statuses.set(one.id, Object.fromEntries(await Promise.all(names.map(async (name) => [name, await handle.status(name).get()]))));
      outcomes.set(one.id, await outcomeOf(handle, process.sleep));
    };
    for (const one of this.#plan.cases) this.#watched(process, () => look(one));
    const isSeen = await this.#scheduler.run(() => outcomes.size === this.#plan.cases.length, mostSteps);
    if (!isSeen) this.#problem(process.actor.name, 'a client that asks how everything ended is not told');
    return { outcomes, statuses };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
