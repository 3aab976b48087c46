/**
 * One run: instances of all scenarios over workers and clients in processes of their own, under faults, to the end of
 * every one of them; then the verdict.
 *
 * Always: it ends by work that was done. Times pace the faults and bound a hang, and decide nothing else.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@waystone/engine';
import { readLogs } from '../evidence/evidence.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { noteLaneChanges } from '../evidence/lane-changes.ts';
import type { ClientLine, WorkerLine } from '../evidence/lines.ts';
import { readRows, sampleLive } from '../evidence/rows.ts';
import type { Sample } from '../evidence/rows.ts';
import { Tail } from '../evidence/tail.ts';
import { judge } from '../invariants/index.ts';
import type { Finding, Violation } from '../invariants/invariant.ts';
import { outcomeOf } from '../processes/play.ts';
import { storeOf } from '../processes/settings.ts';
import { scenarios } from '../scenarios/index.ts';
import type { Outcome } from '../scenarios/scenario.ts';
import { Chance } from '../../support/chance.ts';
import { openDatabase } from './database.ts';
import type { Database, DatabaseName } from './database.ts';
import { Clients, Workers } from './fleet.ts';
import type { FleetOptions } from './fleet.ts';
import { describeFault, drawCase, drawFaults } from './plan.ts';
import type { Case, Fault, FaultKind } from './plan.ts';
import { Guard } from './process.ts';

export interface RunOptions {
  readonly database: DatabaseName;
  readonly seed: number;
  readonly workers: number;
  /** Made anew. Kept if something is violated. */
  readonly folder: string;
  /** The probe, built. */
  readonly probe: string;
  /** Faults go on until there have been as many, and for as long, as both of these say. */
  readonly leastFaults: number;
  readonly leastMs: number;
  readonly tell: (progress: Progress) => void;
  /** Aborted when it shall end now. */
  readonly interrupted: AbortSignal;
}

/** The numbers of a run. */
export interface Progress {
  readonly elapsedMs: number;
  readonly started: number;
  readonly ended: number;
  readonly executions: number;
  readonly steps: number;
  readonly refused: number;
  readonly sessionsEnded: number;
  readonly faults: Readonly<Record<FaultKind, number>>;
}

export interface Verdict {
  readonly numbers: Progress;
  /** Executions of an attempt that had been executed before. */
  readonly executedAgain: number;
  readonly schedule: readonly string[];
  readonly violations: readonly Violation[];
}

const clientCount = 3;
const leaseMs = 2_000;
/** Instances under way at once. */
const mostLive = 40;
/** Bounds a hang: nothing at all was done for so long. */
const mostIdleMs = 300_000;
const tickMs = 200;
const ticksPerSample = 5;

export async function run(options: RunOptions): Promise<Verdict> {
  rmSync(options.folder, { recursive: true, force: true });
  mkdirSync(options.folder, { recursive: true });
  const guard = new Guard();
  try {
    const database = await openDatabase(options.database, options.folder);
    try {
      return await new Run(options, database, guard).toTheEnd();
    } finally {
      await guard.close();
      await database.close();
    }
  } finally {
    await guard.close();
  }
}

class Run {
  readonly #options: RunOptions;
  readonly #database: Database;
  readonly #workers: Workers;
  readonly #clients: Clients;
  readonly #tail: Tail;
  readonly #begunAt = performance.now();
  readonly #drawing: { readonly cases: Chance; readonly faults: Chance };
  readonly #cases: Case[] = [];
  /** Plays that are not over, by instance. */
  readonly #live = new Map<string, number>();
  readonly #faults: Record<FaultKind, number> = {
    'kill worker': 0,
    'retire worker': 0,
    'stop worker': 0,
    'kill client': 0,
    'end sessions': 0,
    'cut wire': 0,
    'crash server': 0,
    'restart server': 0,
  };
  readonly #schedule: string[] = [];
  /** The largest of every instance. */
  readonly #samples = new Map<string, Sample>();
  readonly #problems: Finding[] = [];
  readonly #failed = new AbortController();
  #sessionsEnded = 0;

  constructor(options: RunOptions, database: Database, guard: Guard) {
    this.#options = options;
    this.#database = database;
    this.#tail = new Tail(options.folder);
    // Two streams, so that more instances do not change which faults come.
    this.#drawing = { cases: new Chance(options.seed), faults: new Chance(options.seed ^ 0x5eed_fa17) };
    const fleet: FleetOptions = {
      folder: options.folder,
      settings: { database: database.forProcesses, folders: { probe: options.probe }, leaseMs },
      guard,
      onFailure: (problem) => this.#fail(problem),
    };
    this.#workers = new Workers(fleet);
    this.#clients = new Clients(fleet, (id) => this.#played(id));
  }

  async toTheEnd(): Promise<Verdict> {
    await Promise.all(Array.from({ length: this.#options.workers }, (_, place) => this.#workers.start(place)));
    // The workers have made the layout.
    await noteLaneChanges(this.#database.direct);
    for (const { prepare } of scenarios) await prepare?.(this.#database.direct);
    await Promise.all(Array.from({ length: clientCount }, (_, place) => this.#clients.start(place)));
    this.#feed();
    const watching = this.#watch();
    await this.#torment();
    await this.#drain();
    this.#failed.abort();
    await watching;
    this.#options.interrupted.throwIfAborted();
    return this.#judge();
  }

  get #isOver(): boolean {
    return this.#failed.signal.aborted;
  }

  get #isDone(): boolean {
    return this.#isOver || this.#options.interrupted.aborted;
  }

  get #isTormented(): boolean {
    const { leastFaults, leastMs } = this.#options;
    if (this.#isDone) return false;
    return this.#schedule.length < leastFaults || performance.now() - this.#begunAt < leastMs;
  }

  /** As long as there are faults, there is work. */
  #feed(): void {
    while (this.#isTormented && this.#live.size < mostLive) {
      const one = drawCase(this.#drawing.cases, this.#options.seed, this.#cases.length);
      const first = this.#cases.length;
      this.#cases.push(one);
      this.#live.set(one.id, one.clients);
      for (let index = 0; index < one.clients; index++) this.#clients.play((first + index) % clientCount, one);
    }
  }

  #played(id: string): void {
    const left = (this.#live.get(id) ?? 0) - 1;
    if (left > 0) this.#live.set(id, left);
    else this.#live.delete(id);
    this.#feed();
  }

  async #torment(): Promise<void> {
    const crew = { workers: this.#options.workers, clients: clientCount, leaseMs, hasServer: this.#database.server !== undefined };
    for (const fault of drawFaults(this.#drawing.faults, crew)) {
      if (!this.#isTormented) return;
      await sleep(fault.afterMs);
      await this.#progress(this.#tail.executions);
      if (this.#isDone) return;
      this.#schedule.push(describeFault(fault));
      this.#faults[fault.kind] += 1;
      await this.#inflict(fault);
    }
  }

  async #inflict(fault: Fault): Promise<void> {
    const { server } = this.#database;
    switch (fault.kind) {
      case 'kill worker':
        return this.#workers.kill(fault.worker);
      case 'retire worker':
        return this.#workers.retire(fault.worker);
      case 'stop worker':
        return this.#workers.stop(fault.worker, fault.forMs);
      case 'kill client':
        return this.#clients.kill(fault.client);
      case 'end sessions':
        this.#sessionsEnded += (await server?.endSessions(fault.share, new Chance(this.#options.seed + this.#schedule.length))) ?? 0;
        return;
      case 'cut wire':
        return server?.cutNext(fault.cut, fault.times);
      case 'crash server':
        return server?.restart('SIGQUIT');
      case 'restart server':
        return server?.restart('SIGINT');
    }
  }

  /** Resolves once tasks have begun since then, or nothing happens any more. */
  async #progress(executions: number): Promise<void> {
    while (!this.#isDone && this.#tail.executions === executions && this.#live.size > 0) await sleep(tickMs);
  }

  async #drain(): Promise<void> {
    while (!this.#isDone && (this.#live.size > 0 || (await this.#hasLive()))) await sleep(tickMs);
  }

  /** Children may outlive whoever started them. */
  async #hasLive(): Promise<boolean> {
    return (await sampleLive(this.#database.direct)).length > 0;
  }

  /** Counts, samples, tells, and notices a hang. */
  async #watch(): Promise<void> {
    let ticks = 0;
    let moved = { at: performance.now(), marks: '' };
    while (!this.#isOver) {
      this.#tail.update();
      const marks = `${this.#tail.executions} ${this.#tail.steps} ${this.#live.size} ${this.#schedule.length}`;
      if (marks !== moved.marks) moved = { at: performance.now(), marks };
      else if (performance.now() - moved.at > mostIdleMs) this.#fail(`nothing was done for ${mostIdleMs} ms`);
      this.#options.tell(this.#numbers());
      if ((ticks += 1) % ticksPerSample === 0) await this.#sample();
      await sleep(tickMs);
    }
  }

  /** A server that is away gives no sample. */
  async #sample(): Promise<void> {
    for (const sample of await sampleLive(this.#database.direct).catch(() => [])) {
      const before = this.#samples.get(sample.id);
      if (!before || sample.bytes > before.bytes) this.#samples.set(sample.id, sample);
    }
  }

  #fail(problem: string): void {
    this.#problems.push({ instance: [...this.#live.keys()].join(', '), problem, evidence: [] });
    this.#failed.abort();
  }

  async #judge(): Promise<Verdict> {
    const codes = this.#problems.length > 0 ? [] : [...(await this.#workers.end()), ...(await this.#clients.end())];
    for (const code of codes) if (code !== 0) this.#fail(`a process that was asked to stop ended with ${code}`);
    this.#tail.update();
    const evidence = await this.#gather();
    writeFileSync(join(this.#options.folder, 'cases.json'), JSON.stringify(this.#cases, null, 1));
    return {
      numbers: this.#numbers(),
      executedAgain: executedAgain(evidence.workers),
      schedule: this.#schedule,
      violations: [...this.#problems.map((found) => ({ ...found, invariant: 'liveness' })), ...judge(evidence)],
    };
  }

  async #gather(): Promise<Evidence> {
    const { folder } = this.#options;
    const rows = await readRows(this.#database.direct);
    const ended = new Set(rows.instances.filter(({ state, replaced }) => state !== 'live' && replaced === 0).map(({ id }) => id));
    return {
      cases: this.#cases,
      workers: readLogs<WorkerLine>(folder, 'worker'),
      clients: readLogs<ClientLine>(folder, 'client'),
      rows,
      samples: [...this.#samples.values()],
      outcomes: await this.#outcomes(this.#cases.filter(({ id }) => ended.has(id))),
    };
  }

  async #outcomes(cases: readonly Case[]): Promise<ReadonlyMap<string, Outcome>> {
    const store = storeOf({ database: this.#database.direct });
    const client = new Client(store);
    try {
      return new Map(await Promise.all(cases.map(async ({ id }) => [id, await outcomeOf(client.handle(id), sleep)] as const)));
    } finally {
      await store.close();
    }
  }

  #numbers(): Progress {
    const { executions, steps, refused } = this.#tail;
    return {
      elapsedMs: performance.now() - this.#begunAt,
      started: this.#cases.length,
      ended: this.#cases.length - this.#live.size,
      executions,
      steps,
      refused,
      sessionsEnded: this.#sessionsEnded,
      faults: this.#faults,
    };
  }
}

function executedAgain(workers: Evidence['workers']): number {
  const begun = workers.flat().filter((line) => line.what === 'begin');
  return begun.length - new Set(begun.map(({ key, attempt }) => `${key} ${attempt}`)).size;
}
