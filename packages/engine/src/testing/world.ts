/**
 * A world of its own for a test: one database in memory, one worker at a time, virtual time.
 *
 * Always: it moves only while it is driven. Time passes only when nothing is left that could happen without it, and then
 * straight to when something is due.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { TestSetupError, parseDuration } from '@waystone/core';
import type { Duration } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import type { Program } from '@waystone/core/runtime';
import { systemPorts } from '../ports.js';
import type { Instant, Ports } from '../ports.js';
import type { InstanceSummary, ListFilter, StepCommit, Store } from '../store/store.js';
import { rememberErrors } from '../codec/index.js';
import { loadFamily } from '../worker/load-children.js';
import type { BoundWorkflow } from '../worker/bind.js';
import { assertChildren } from './assert-children.js';
import { assertAllBound } from './assert-setup.js';
import { AwaitedChildren } from './awaited-children.js';
import { moduleOf } from './classes.js';
import type { AnyClass } from './classes.js';
import { Machine } from './machine.js';
import { oneDatabase } from './one-database.js';
import type { OneDatabase } from './one-database.js';
import type { Process } from './process.js';
import { Recorder } from './recorder.js';
import type { GraphRecord } from './recorder.js';
import { Stage } from './stage.js';
import type { Moment } from './stage.js';
import { unusedOf } from './unused.js';
import { inTimeOf, isInTimeOf, openVirtualDate } from './virtual-date.js';
import { watched } from './watched.js';
import { servedBy } from './test-worker.js';
import type { Served, TestWorkerOptions } from './test-worker.js';

/** Where in the course of a world its first worker dies. */
export interface Crash {
  /** The number of the commit, from 1. */
  readonly commit: number;
  /** Before it is made, or after it, when the worker does not know of it yet. */
  readonly at: 'before' | 'after';
}

export interface WorldOptions {
  /** Made anew for every process, as loading the code anew would. */
  readonly workflows: () => readonly BoundWorkflow[];
  readonly now: Instant;
  readonly worker?: TestWorkerOptions;
  /** Default: the store is in memory. */
  readonly file?: string;
  /** How long a task may take in real time. Default: 5 seconds. */
  readonly patience?: Duration;
  /** Steps that may be taken while a test awaits one thing. Default: 50,000. */
  readonly maxSteps?: number;
  /** `everywhere`: each worker dies after its first commit. Default: none dies. */
  readonly crash?: Crash | 'everywhere';
}

/** Something that a test has put off. */
interface PutOff {
  readonly at: Instant;
  readonly act: () => unknown;
}

/**
 * Why a world stands still. `stuck`: nothing can happen any more. `running`: a task goes on and on in real time. `endless`: there is
 * always one more step.
 */
export type Standstill = 'over' | 'limit' | 'stuck' | 'running' | 'endless';

/** A lease outlasts every sleep: between two moments of virtual time no worker is late. */
const lease = '36500d';
/** Real time that a task may take before the test is told. */
export const defaultPatience: Duration = '5s';
/** Steps that a test may wait for before it is told. */
const defaultMaxSteps = 50_000;
/** What polls in the engine has looked after this. */
const safetyNetMs = 61_000;
/** Alarms that may ring in a row without a commit while something is due. */
const mostVainRings = 500;

export class World {
  readonly machine: Machine;
  readonly recorder = new Recorder();
  readonly stage = new Stage();
  readonly #awaited = new AwaitedChildren();
  readonly #options: WorldOptions;
  readonly #served: Served;
  readonly #database: OneDatabase;
  readonly #workflows: readonly BoundWorkflow[];
  readonly #closeDate: () => void;
  #process: Process | undefined;
  #crashes = 0;
  commits = 0;
  readonly #steps: StepCommit[] = [];
  readonly #patienceMs: number;
  /** Steps that may be taken while a test awaits one thing. */
  readonly maxSteps: number;
  /** Commits that the drive under way may reach. */
  #mostCommits = Infinity;
  readonly #putOff: PutOff[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  /** Whether the calling code is a function by which a drive is told that it is over: it would wait for itself. */
  readonly #asked = new AsyncLocalStorage<true>();

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#patienceMs = parseDuration(options.patience ?? defaultPatience);
    this.maxSteps = options.maxSteps ?? defaultMaxSteps;
    this.#workflows = options.workflows();
    assertAllBound(this.#workflows);
    this.#served = servedBy(this.#workflows, options.worker);
    this.#database = oneDatabase(options.file, options.now);
    this.machine = new Machine({
      database: this.#database,
      workflows: () => this.#made().map((workflow) => watched(workflow, this.#surroundings)),
      worker: { ...options.worker, queues: this.#served.queues, tags: this.#served.tags, lease },
      ports: { ids: countedIds(), random: { next: () => 0.5 } },
      onCommit: (step) => this.#committed(step),
      onPublish: ({ n }, status, envelope) => this.stage.tell({ kind: 'published', n, status, envelope }),
    });
    this.stage.onHold(() => this.#process?.freeze());
    // Last: a world that cannot be made leaves `Date` alone.
    this.#closeDate = openVirtualDate();
  }

  get store(): Store {
    return this.machine.store;
  }

  get ports(): Ports {
    return this.machine.ports;
  }

  now(): Instant {
    return this.machine.clock.now();
  }

  get #surroundings(): Parameters<typeof watched>[1] {
    return { recorder: this.recorder, stage: this.stage, clock: this.machine.clock };
  }

  /** The graphs of its workflows, the main one first. */
  get graphs(): readonly Graph[] {
    return this.#workflows.map(({ module }) => module.graph);
  }

  /** Anew for every process but the first. */
  #made(): readonly BoundWorkflow[] {
    return this.machine.processes.length === 0 ? this.#workflows : this.#options.workflows();
  }

  /** Ids of the children that their parents have waited for, to their end. */
  get awaited(): ReadonlySet<string> {
    return this.#awaited.ids;
  }

  /** What was prepared and nothing came to, as lines. */
  unused(): readonly string[] {
    const { fakes, failures } = unusedOf(this.#workflows, this.recorder);
    return [...fakes, ...failures];
  }

  /** @throws TestSetupError if attempts were to fail and did not come. */
  assertFailed(): void {
    const { failures } = unusedOf(this.#workflows, this.recorder);
    if (failures.length > 0) throw new TestSetupError(`${failures.join('; ')}; leave out what does not happen`);
  }

  /** Starts the first worker, which stands still. */
  async open(): Promise<void> {
    await this.#spawn(this.#options.crash);
    const programs = await Promise.all(this.#workflows.map(async ({ module }) => (await module.load()).program));
    assertChildren(programs);
    await this.#learnErrors(programs);
    this.stage.hold();
  }

  /** Clients of this world throw the authors' own errors, as those that share a store with a worker do. */
  async #learnErrors(programs: readonly Program[]): Promise<void> {
    for (const program of programs) {
      const { errors } = await loadFamily(program, {});
      rememberErrors(this.store, program.graph.hash, errors);
    }
  }

  /** What the build made of a class. @throws TestSetupError if it is of no workflow of this world. */
  moduleOf(Class: AnyClass): BoundWorkflow['module'] {
    return moduleOf(this.#workflows, Class);
  }

  /**
   * Does something when so much time has passed. What it throws, the drive under way throws.
   *
   * @throws TestSetupError if it is no function: a promise would have been made already.
   */
  after(ms: number, act: () => unknown): void {
    if (typeof act !== 'function') throw new TestSetupError("after needs a function: after('2d', () => run.signal(…))");
    this.#putOff.push({ at: this.now() + ms, act });
  }

  /** The worker dies as it stands; another one goes on from the database when the world moves. */
  crash(): void {
    this.#process?.kill();
    this.stage.drop();
  }

  /** The commit of that number, from 1: which node had ended, and where it led. */
  stepAt(commit: number): StepCommit | undefined {
    return this.#steps[commit - 1];
  }

  /** Lets things happen until `isOver`, which a test may have given, or until nothing can. */
  drive(isOver: () => boolean | Promise<boolean>): Promise<Standstill> {
    return this.#inTurn(() => this.#drive(() => this.#asked.run(true, isOver), Infinity));
  }

  /** Lets things happen until the first moment that is the one. */
  driveTo(isTheOne: (moment: Moment) => boolean, isOver: () => boolean | Promise<boolean>): Promise<Standstill> {
    return this.#inTurn(() => {
      this.stage.await(isTheOne);
      return this.#drive(isOver, Infinity).finally(() => this.stage.await(undefined));
    });
  }

  /** Lets time pass, whatever happens in it. */
  pass(ms: number): Promise<Standstill> {
    return this.#inTurn(async () => {
      const end = this.now() + ms;
      const standstill = await this.#drive(() => false, end);
      if (standstill !== 'stuck') return standstill;
      this.machine.clock.jump(end);
      await this.#settle();
      return 'limit';
    });
  }

  /** One after the other: a test may await several of its runs at once. */
  async #inTurn(drive: () => Promise<Standstill>): Promise<Standstill> {
    if (isInTimeOf(this.machine.clock))
      throw new TestSetupError(
        'tasks, fakes, and what was put off with after() cannot let time pass: they may signal, and the test awaits what comes of it',
      );
    if (this.#asked.getStore())
      throw new TestSetupError('a function that until() asks cannot let time pass, since time passes until it gives true');
    const turn = this.#turn.then(async () => {
      this.#go();
      return drive().finally(() => this.stage.hold());
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.#closeDate();
    await this.machine.close();
    await this.#database.close();
  }

  /** Adds the steps that were committed since to what is known of their graphs. */
  async learnSteps(): Promise<void> {
    const records = new Map<number, GraphRecord>();
    for (const { id, workflow } of await this.instances()) {
      const record = this.recorder.graphs.get(workflow);
      const found = await this.store.find(id);
      if (record && found) records.set(found.n, record);
    }
    for (const step of this.#steps) {
      const record = records.get(step.fence.n);
      if (record) this.recorder.step(record, step);
    }
  }

  /** Newest first. */
  async instances(filter: Omit<ListFilter, 'limit' | 'after'> = {}): Promise<readonly InstanceSummary[]> {
    const all: InstanceSummary[] = [];
    for (;;) {
      const after = all.at(-1)?.id;
      const page = await this.store.list({ ...filter, limit: 1_000, ...(after !== undefined && { after }) });
      if (page.length === 0) return all;
      all.push(...page);
    }
  }

  #go(): void {
    this.#process?.thaw();
    this.stage.release();
  }

  async #drive(isOver: () => boolean | Promise<boolean>, end: Instant): Promise<Standstill> {
    this.#mostCommits = this.commits + this.maxSteps;
    for (let vain = 0, commits = -1; ;) {
      if (!(await this.#settle())) return 'running';
      if (this.#isEndless) return 'endless';
      if (this.stage.isHeld || (await isOver())) return 'over';
      if ((await this.#isRevived()) || (await this.#hasActed())) continue;
      vain = this.commits === commits ? vain + 1 : 0;
      commits = this.commits;
      const due = await this.#due();
      if (due === undefined || vain > mostVainRings) {
        if (end < Infinity || (await this.#isStill(isOver))) return 'stuck';
      } else if (due > end) {
        this.machine.clock.jump(end);
        await this.#settle();
        return 'limit';
      } else if (due <= this.now()) this.machine.clock.ring();
      else this.machine.clock.jump(due);
    }
  }

  /** Nothing is due; still nothing, once everything that polls has looked. */
  async #isStill(isOver: () => boolean | Promise<boolean>): Promise<boolean> {
    const { commits } = this;
    this.machine.clock.jump(this.now() + safetyNetMs);
    await this.#settle();
    return commits === this.commits && !(await isOver()) && (await this.#due()) === undefined;
  }

  get #isEndless(): boolean {
    return this.commits > this.#mostCommits;
  }

  /** Until nothing moves any more without time passing, or it is endless. `false`: a task does not end. */
  async #settle(): Promise<boolean> {
    for (;;) {
      await this.machine.settle(() => this.#isEndless);
      if (this.#isEndless) return true;
      if (this.stage.running.size === 0 || this.stage.isHeld) return true;
      if (!(await this.stage.nextEnd(systemPorts.clock, this.#patienceMs))) return false;
    }
  }

  /** When the next thing happens by itself. */
  async #due(): Promise<Instant | undefined> {
    const due = await this.store.nextDue(this.#served);
    const all = [...this.stage.deadlines, ...this.#putOff.map(({ at }) => at), ...(due === undefined ? [] : [due])];
    return all.length === 0 ? undefined : Math.min(...all);
  }

  /** Does the first thing that was put off until now. */
  async #hasActed(): Promise<boolean> {
    const [next] = this.#putOff.toSorted((one, other) => one.at - other.at);
    if (!next || next.at > this.now()) return false;
    this.#putOff.splice(this.#putOff.indexOf(next), 1);
    await inTimeOf(this.machine.clock, next.act);
    return true;
  }

  // ── processes ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** The worker that died is followed by another one, at once. */
  async #isRevived(): Promise<boolean> {
    const process = this.#process;
    if (!process?.isDead) return false;
    await process.bury();
    for (const owner of process.owners) await this.store.leave(owner);
    this.stage.deadlines.clear();
    this.#crashes += 1;
    await this.#spawn(this.#options.crash === 'everywhere' ? 'everywhere' : undefined);
    return true;
  }

  async #spawn(crash: WorldOptions['crash']): Promise<void> {
    if (crash === undefined) this.#process = await this.machine.spawn();
    else if (crash === 'everywhere') this.#process = await this.machine.spawn(1);
    else this.#process = await this.machine.spawn(crash.commit, 'here', { diesBefore: crash.at === 'before' });
  }

  get crashes(): number {
    return this.#crashes;
  }

  #committed(step: StepCommit): void {
    this.commits += 1;
    this.#steps.push(step);
    for (const each of [...(step.before ?? []), step, ...(step.behind ? [step.behind] : [])]) this.#tell(each);
  }

  #tell(step: StepCommit): void {
    const {
      fence: { n },
      published,
      then,
    } = step;
    this.#awaited.step(step);
    for (const { name, envelope } of published) this.stage.tell({ kind: 'published', n, status: name, envelope });
    if (then.kind === 'startChild') this.stage.tell({ kind: 'starts', n, instanceId: then.child.instanceId });
    if (!('node' in then)) return;
    const signal = 'signal' in then && then.signal !== undefined ? { signal: then.signal } : {};
    this.stage.tell({ kind: 'rests', n, node: then.node, ...signal });
  }
}

/** The same ids in every world, so that idempotency keys can be compared. */
function countedIds(): Ports['ids'] {
  let count = 0;
  return { next: () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}` };
}
