/**
 * The oracle of a simulation: the author's class as plain code, in virtual time, with the fakes of the test; what crosses into
 * and out of tasks and children is copied, as on the engine.
 *
 * Always: it goes on only while the test drives it, and no further than the run that it is compared with.
 */
import { RunStuckError, TestSetupError, assert, runPlain } from '@waystone/core';
import type { PlainChild, Workflow } from '@waystone/core';
import { systemPorts } from '../ports.js';
import type { SeenChild } from './child-differences.js';
import { moduleOf } from './classes.js';
import type { AnyClass } from './classes.js';
import { PlainInstance } from './plain-instance.js';
import type { Loaded, PlainIdentity, PlainWorld } from './plain-instance.js';
import { PlainObjects } from './plain-objects.js';
import type { Makers } from './plain-objects.js';
import { Recorder } from './recorder.js';
import { Stage } from './stage.js';
import { VirtualClock } from './virtual-clock.js';
import { inTimeOf, openVirtualDate } from './virtual-date.js';
import { shown } from './values.js';

/** The run that it is compared with: it takes no longer, or the limit of a `@loop` is at work, which plain code does not know. */
export interface Course {
  /** Milliseconds since 1970. */
  readonly begins: number;
  readonly tookMs: number;
  /** Steps that performed a task. */
  readonly steps: number;
  /** How long a task may take in real time. */
  readonly patienceMs: number;
}

/** The plain run went on where the other had ended. The message says how. */
export class LongerRunError extends Error {}

/** Turns of the event loop in which nothing happened, after which nothing will without time passing. */
const stillTurns = 8;

export class PlainRun<W extends Workflow> {
  readonly recorder = new Recorder();
  readonly #stage = new Stage();
  readonly #clock: VirtualClock;
  readonly #course: Course;
  readonly #objects: PlainObjects;
  readonly #closeDate = openVirtualDate();
  readonly #instances: PlainInstance[] = [];
  /** Grows whenever something has happened. */
  #turns = 0;
  #begun = 0;
  /** What it does that the other did not. */
  #longer: string | undefined;
  #isAwaited: (() => boolean) | undefined;

  private constructor(objects: PlainObjects, course: Course) {
    this.#objects = objects;
    this.#course = course;
    this.#clock = new VirtualClock(course.begins);
  }

  static async of<W extends Workflow>(makers: Makers, course: Course): Promise<PlainRun<W>> {
    return new PlainRun<W>(await PlainObjects.of(makers), course);
  }

  /** Begins it. `result`: what `run` gives or throws. */
  start(id: string, input: unknown): { readonly run: PlainInstance<W>; readonly result: Promise<unknown> } {
    const run = this.#add(this.#objects.main(), { id, input });
    const options = {
      clock: this.#clock,
      instanceId: id,
      makeChild: (Class: AnyClass, child: PlainChild) => this.#makeChild(Class, child),
    };
    const result = inTimeOf(this.#clock, () => runPlain(options, () => run.object.run(input as never)));
    return { run, result };
  }

  /** The children that have ended. */
  get children(): readonly SeenChild[] {
    return this.#instances.slice(1).flatMap(({ seen }) => (seen ? [seen] : []));
  }

  close(): void {
    this.#closeDate();
    for (const instance of this.#instances.toReversed()) instance.restore();
  }

  // ── instances ──────────────────────────────────────────────────────────────────────────────────────────────────

  #add(loaded: Loaded, identity: PlainIdentity): PlainInstance {
    const instance = new PlainInstance(loaded, identity, this.#world);
    this.#instances.push(instance);
    return instance;
  }

  #makeChild(Class: AnyClass, { instanceId, parentId, input }: PlainChild): Workflow {
    const found = this.#objects.of(Class);
    if (!found) throw new TestSetupError(`${Class.name} is started as a child; name it in workflows`);
    const child = this.#add(found, { id: instanceId, parentId, input });
    this.#look();
    return child.object;
  }

  get #world(): PlainWorld {
    return {
      clock: this.#clock,
      recorder: this.recorder,
      stage: this.#stage,
      begin: (task, args) => this.#begin(task, args),
      onEnd: () => void (this.#turns += 1),
      drive: (isOver, awaited) => this.#drive(isOver, Infinity, awaited),
      driveTo: (isNow, awaited) => this.#driveTo(isNow, awaited),
      pass: (end) => this.#drive(() => false, Math.max(end, this.#clock.now()), ''),
      childOf: (parentId, Class, isTheOne) => this.#childOf(parentId, Class, isTheOne),
      look: () => this.#look(),
    };
  }

  async #childOf(parentId: string, Class: AnyClass, isTheOne: (child: PlainInstance) => boolean): Promise<PlainInstance> {
    const { workflow } = moduleOf(this.#objects.known, Class).graph;
    const isOfClass = ({ bound }: PlainInstance): boolean => bound.module.graph.workflow === workflow;
    const find = (): PlainInstance | undefined =>
      this.#instances.find((each) => each.identity.parentId === parentId && isOfClass(each) && isTheOne(each));
    await this.#driveTo(() => find() !== undefined, `a child ${Class.name}`);
    const found = find();
    assert(found, 'a child is gone');
    return found;
  }

  /** A task begins. What has gone on for too long is held for ever: nobody waits for it any more. */
  #begin(task: string, args: readonly unknown[]): number | undefined {
    this.#begun += 1;
    if (this.#begun <= this.#course.steps) return this.#begun;
    this.#longer ??= `after as many tasks as there (${this.#course.steps}) it begins ${task}(${args.map(shown).join(', ')})`;
    return undefined;
  }

  // ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** If this is what the test waits for, no task begins before it goes on. */
  #look(): void {
    this.#turns += 1;
    if (this.#isAwaited?.()) this.#stage.hold();
  }

  /** Until the first moment that is the one. */
  async #driveTo(isNow: () => boolean, awaited: string): Promise<void> {
    this.#isAwaited = isNow;
    try {
      await this.#drive(isNow, Infinity, awaited);
    } finally {
      this.#isAwaited = undefined;
    }
  }

  async #drive(isOver: () => boolean | Promise<boolean>, end: number, awaited: string): Promise<void> {
    if (await isOver()) return;
    this.#stage.release();
    for (;;) {
      await this.#settle();
      if (this.#stage.isHeld || (await isOver())) return;
      this.#assertShort();
      const goesOn = end === Infinity ? this.#clock.ring() : this.#clock.ringBefore(end);
      if (goesOn) continue;
      if (end !== Infinity) return;
      throw new RunStuckError('plain', `the plain run stands still, and ${awaited} never comes`);
    }
  }

  #assertShort(): void {
    const { begins, tookMs } = this.#course;
    if (this.#longer !== undefined) throw new LongerRunError(this.#longer);
    if (this.#clock.now() - begins > tookMs + 1_000) throw new LongerRunError('it waits for longer');
  }

  async #settle(): Promise<void> {
    for (let still = 0; still < stillTurns; still += 1) {
      const turns = this.#turns;
      await new Promise<void>((resolve) => systemPorts.soon(resolve));
      if (this.#stage.running.size > 0 && !this.#stage.isHeld && !(await this.#stage.nextEnd(systemPorts.clock, this.#course.patienceMs)))
        throw new RunStuckError(
          'plain',
          'a task goes on and on in real time; give the simulation a fake that ends, or wait longer for it (patience)',
        );
      if (turns !== this.#turns) still = 0;
    }
  }
}
