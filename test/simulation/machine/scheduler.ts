/**
 * The one scheduler of a simulated run: it decides which asynchronous step comes next, of all steps of all processes, and
 * owns the time.
 *
 * Always: between two steps everything that needs no step of its own has run to its end, so that the same seed gives the same run.
 * What a process has in its event loop (timers, notices) comes in order; what it waits for from the database comes in any
 * order. Nothing of a process that is gone comes any more, and nothing of one that is stopped until it goes on.
 */
import type { Chance } from '../../support/chance.js';

/** Somebody whose steps are scheduled: a process, or the world around them. */
export class Actor {
  readonly name: string;
  /** How often it is chosen, in proportion to the others. */
  readonly weight: number;
  isGone = false;
  isStopped = false;
  /** Its event loop, in order. */
  readonly turns: Step[] = [];
  /** What it waits for from outside, in any order. */
  readonly asked: Step[] = [];

  constructor(name: string, weight = 1) {
    this.name = name;
    this.weight = weight;
  }
}

export interface Step {
  readonly what: string;
  readonly go: () => void;
}

interface Alarm extends Step {
  readonly at: number;
  readonly actor: Actor;
}

interface Candidate {
  readonly actor: Actor;
  readonly queue: Step[];
  readonly index: number;
}

export interface SchedulerOptions {
  readonly chance: Chance;
  /** Longest time that a step takes, in milliseconds. */
  readonly tempoMs: number;
  /** So many choices are left to chance; after them the first that can go on always does. */
  readonly wildSteps: number;
  /** Resolves when all that needs no step has run to its end. */
  readonly settled: () => Promise<void>;
  /** Called before every step. */
  readonly onStep?: ((actor: Actor, what: string) => void) | undefined;
}

const start = 1_700_000_000_000;

export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #actors: Actor[] = [];
  /** By time; those of one time in the order in which they were set. */
  #alarms: Alarm[] = [];
  #now = start;
  /** By how much the clock of the database was set, and by how much of that forward. */
  #setMs = 0;
  #setForwardMs = 0;
  steps = 0;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** The time of the machine on which the database is. */
  get now(): number {
    return Math.floor(this.#now) + this.#setMs;
  }

  /** What that would be if it had never been set back: never less, and always growing. */
  get latest(): number {
    return Math.floor(this.#now) + this.#setForwardMs;
  }

  /** A time that nobody sets. */
  get steady(): number {
    return Math.floor(this.#now);
  }

  /** Sets the clock of the database. */
  set(byMs: number): void {
    this.#setMs += byMs;
    this.#setForwardMs += Math.max(byMs, 0);
  }

  /** Since the beginning. */
  get elapsedMs(): number {
    return Math.round(this.#now - start);
  }

  add(actor: Actor): void {
    this.#actors.push(actor);
  }

  /** Nothing of it happens any more. */
  remove(actor: Actor): void {
    actor.isGone = true;
    this.#actors.splice(this.#actors.indexOf(actor), 1);
    this.#alarms = this.#alarms.filter((alarm) => alarm.actor !== actor);
  }

  /** Resolves when the scheduler chooses it. */
  ask(actor: Actor, what: string): Promise<void> {
    return new Promise((go) => actor.asked.push({ what, go }));
  }

  /** A turn of the event loop, after those that are waiting. */
  turn(actor: Actor, what: string, go: () => void): void {
    if (!actor.isGone) actor.turns.push({ what, go });
  }

  /** A turn of the event loop once that time has passed. Gives how to cancel it. */
  after(actor: Actor, ms: number, step: Step): () => void {
    if (actor.isGone) return () => undefined;
    const alarm: Alarm = { ...step, actor, at: this.#now + Math.max(ms, 0) };
    let isCanceled = false;
    const place = this.#alarms.findLastIndex(({ at }) => at <= alarm.at) + 1;
    const entry: Alarm = { ...alarm, go: () => void (isCanceled || alarm.go()) };
    this.#alarms.splice(place, 0, entry);
    return () => {
      isCanceled = true;
      const index = this.#alarms.indexOf(entry);
      if (index !== -1) this.#alarms.splice(index, 1);
    };
  }

  /** Goes on until it is over; gives `false` if nothing is left that could happen, or after that many steps. */
  async run(isOver: () => boolean | Promise<boolean>, mostSteps = Infinity): Promise<boolean> {
    const last = this.steps + mostSteps;
    await this.#options.settled();
    while (!(await isOver())) {
      if (this.steps >= last || !this.#next()) return false;
      await this.#options.settled();
    }
    return true;
  }

  /** Goes on without letting time pass, until nothing can happen now; gives `false` if something still can after that many steps. */
  async settle(mostSteps: number): Promise<boolean> {
    const last = this.steps + mostSteps;
    await this.#options.settled();
    for (let candidates = this.#candidates(); candidates.length > 0; candidates = this.#candidates()) {
      if (this.steps >= last) return false;
      this.#take(this.#choose(candidates));
      await this.#options.settled();
    }
    return true;
  }

  #next(): boolean {
    this.#ring();
    const candidates = this.#candidates();
    if (candidates.length === 0) return this.#sleep();
    this.#take(this.#choose(candidates));
    this.#passTime();
    return true;
  }

  /** Moves to the next alarm. */
  #sleep(): boolean {
    const next = this.#alarms.find(({ actor }) => !actor.isStopped);
    if (!next) return false;
    this.#now = Math.max(this.#now, next.at);
    this.steps += 1;
    return true;
  }

  #ring(): void {
    const due = this.#alarms.findIndex(({ at }) => at > this.#now);
    const rung = this.#alarms.splice(0, due === -1 ? this.#alarms.length : due);
    for (const alarm of rung) alarm.actor.turns.push(alarm);
  }

  #candidates(): readonly Candidate[] {
    const candidates: Candidate[] = [];
    for (const actor of this.#actors) {
      if (actor.isStopped) continue;
      if (actor.turns.length > 0) candidates.push({ actor, queue: actor.turns, index: 0 });
      for (const index of actor.asked.keys()) candidates.push({ actor, queue: actor.asked, index });
    }
    return candidates;
  }

  #choose(candidates: readonly Candidate[]): Candidate {
    const [first] = candidates;
    if (first === undefined) throw new Error('there is nothing to choose from');
    if (this.#isTame) return first;
    let left = this.#options.chance.next() * candidates.reduce((sum, { actor }) => sum + actor.weight, 0);
    return candidates.find(({ actor }) => (left -= actor.weight) < 0) ?? first;
  }

  get #isTame(): boolean {
    return this.steps >= this.#options.wildSteps;
  }

  #take({ actor, queue, index }: Candidate): void {
    const [step] = queue.splice(index, 1);
    this.steps += 1;
    this.#options.onStep?.(actor, step!.what);
    step!.go();
  }

  #passTime(): void {
    const { chance, tempoMs } = this.#options;
    this.#now += this.#isTame ? tempoMs / 2 : chance.next() * tempoMs;
  }
}
