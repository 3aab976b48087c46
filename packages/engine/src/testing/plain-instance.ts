/**
 * One instance of a plain run: an object of the author's whose tasks are performed as a worker would, what its signals and
 * statuses tell, and what a test does with it.
 */
import { parseDuration, parseInstant } from '@waystone/core';
import type { ChildClass, Duration, ReceiveOptions, Signal, Status, Workflow } from '@waystone/core';
import { memberName } from '@waystone/core/graph';
import { nameField } from '@waystone/core/runtime';
import type { Codec } from '../codec/index.js';
import type { BoundWorkflow } from '../worker/bind.js';
import type { SeenChild } from './child-differences.js';
import type { AnyClass } from './classes.js';
import type { DrivenRun, DrivenUntil, WhichChild } from './driven-run.js';
import { assertFakes, fakesOf, taskNames } from './fake.js';
import { fits } from './moments.js';
import { outcomeOf } from './outcome.js';
import type { Outcome } from './outcome.js';
import { copied, crossing, plainTask } from './plain-tasks.js';
import type { PlainPerformer } from './plain-tasks.js';
import type { Recorder } from './recorder.js';
import { replace, restored } from './replaced.js';
import type { Stage } from './stage.js';
import type { VirtualClock } from './virtual-clock.js';
import { performers } from './watched.js';

/** A workflow with what its values are copied by. */
export interface Loaded {
  readonly bound: BoundWorkflow;
  readonly codec: Codec;
}

/** What instances of one plain run share. */
export interface PlainWorld extends Pick<PlainPerformer, 'begin' | 'onEnd'> {
  readonly clock: VirtualClock;
  readonly recorder: Recorder;
  readonly stage: Stage;
  /** Lets things happen, and time pass, until `isOver`. */
  readonly drive: (isOver: () => boolean | Promise<boolean>, awaited: string) => Promise<void>;
  /** As `drive`, and no task begins once it is so. */
  readonly driveTo: (isNow: () => boolean, awaited: string) => Promise<void>;
  /** Lets time pass until then. */
  readonly pass: (end: number) => Promise<void>;
  /** The first child of that class of this parent which is the one, as soon as there is one. */
  readonly childOf: (parentId: string, Class: AnyClass, isTheOne: (child: PlainInstance) => boolean) => Promise<PlainInstance>;
  /** Something happened that a test may wait for. */
  readonly look: () => void;
}

/** Who an instance is. */
export interface PlainIdentity {
  readonly id: string;
  /** Absent: it is the run itself. */
  readonly parentId?: string;
  readonly input: unknown;
}

/** A plain run was asked for something that plain code cannot do. */
export class NotPlainError extends Error {}

type Members = Record<string, unknown> & Workflow;

export class PlainInstance<W extends Workflow = Workflow> implements DrivenRun<W> {
  readonly identity: PlainIdentity;
  readonly bound: BoundWorkflow;
  /** The object, with the methods that make it an instance of this run. */
  readonly object: Members;
  readonly statuses = new Map<string, unknown>();
  readonly #codec: Codec;
  readonly #world: PlainWorld;
  readonly #waits = new Map<string, number>();
  readonly #prepared = new Set<object>();
  #outcome: Outcome | undefined;

  constructor({ bound, codec }: Loaded, identity: PlainIdentity, world: PlainWorld) {
    this.bound = bound;
    this.identity = identity;
    this.object = bound.instance as Members;
    this.#codec = codec;
    this.#world = world;
    restored(this.object);
    this.#nameFields();
    this.#watchFields();
    this.#prepareTasks();
    this.#prepareRun();
  }

  /** Gives the author's objects their own methods back. */
  restore(): void {
    for (const object of this.#prepared) restored(object);
  }

  /** What came of it. Absent: it has not ended. */
  get seen(): SeenChild | undefined {
    if (!this.#outcome) return undefined;
    const { workflow } = this.bound.module.graph;
    const input = copied(this.#codec, this.identity.input);
    return { workflow, input, outcome: this.#outcome, statuses: Object.fromEntries(this.statuses) };
  }

  // ── what the test does ─────────────────────────────────────────────────────────────────────────────────────────

  async signal(name: string, ...[value]: readonly unknown[]): Promise<void> {
    (this.object[name] as Signal<unknown>).send(copied(this.#codec, value));
  }

  async status(name: string): Promise<never> {
    return this.statuses.get(name) as never;
  }

  async until(moment: DrivenUntil<W>): Promise<void> {
    const awaited = `what the test waits for of ${this.bound.module.graph.workflow} "${this.identity.id}"`;
    if (typeof moment === 'function') return this.#world.drive(moment, awaited);
    if ('task' in moment) return this.#untilTask(moment.task);
    const isNow = 'signal' in moment ? () => (this.#waits.get(moment.signal) ?? 0) > 0 : () => this.#haveStatuses(moment.status);
    await this.#world.driveTo(isNow, awaited);
  }

  async untilEnd(): Promise<void> {
    await this.#world.drive(() => this.#outcome !== undefined, `the end of ${this.bound.module.graph.workflow} "${this.identity.id}"`);
  }

  async advance(duration: Duration): Promise<void> {
    await this.#world.pass(this.#world.clock.now() + parseDuration(duration));
  }

  async advanceTo(time: Date | number): Promise<void> {
    await this.#world.pass(parseInstant(time));
  }

  async child<C extends Workflow>(Class: ChildClass<C>, which: WhichChild<C> = () => true): Promise<DrivenRun<C>> {
    const isTheOne = ({ identity: { id, input } }: PlainInstance): boolean =>
      typeof which === 'string' ? id === which : which(input as never);
    return this.#world.childOf(this.identity.id, Class, isTheOne);
  }

  cancel(): Promise<never> {
    return notPlain();
  }

  terminate(): Promise<never> {
    return notPlain();
  }

  pause(): Promise<never> {
    return notPlain();
  }

  resume(): Promise<never> {
    return notPlain();
  }

  async #untilTask(task: string): Promise<void> {
    const { stage, drive } = this.#world;
    stage.await((moment) => moment.kind === 'performs' && moment.instanceId === this.identity.id && moment.task === task);
    stage.release();
    await drive(() => stage.isHeld, `task ${task}`);
  }

  #haveStatuses(wanted: Readonly<Record<string, unknown>>): boolean {
    return Object.entries(wanted).every(([name, value]) => fits(this.statuses.get(name), value));
  }

  // ── the object ─────────────────────────────────────────────────────────────────────────────────────────────────

  #replace(object: object, name: string, value: (...args: never[]) => unknown): void {
    this.#prepared.add(object);
    replace(object, name, value);
  }

  /** The fields as they are stored, by the names of the class. */
  #fields(stored: readonly string[]): readonly (readonly [name: string, field: object])[] {
    const { graph } = this.bound.module;
    return stored.map((name) => [memberName(graph, name), this.object[memberName(graph, name)] as object]);
  }

  #nameFields(): void {
    const { graph } = this.bound.module;
    for (const name of [...graph.signals, ...Object.keys(graph.statuses)]) nameField(this.object[memberName(graph, name)] as object, name);
  }

  #watchFields(): void {
    const { signals, statuses } = this.bound.module.graph;
    for (const [name, field] of this.#fields(signals)) this.#watchSignal(name, field as Signal<unknown>);
    for (const [name, field] of this.#fields(Object.keys(statuses))) this.#watchStatus(name, field as Status<unknown>);
  }

  #watchSignal(name: string, field: Signal<unknown>): void {
    restored(field);
    const receive = field.receive.bind(field);
    const count = (change: number): void => void this.#waits.set(name, (this.#waits.get(name) ?? 0) + change);
    this.#replace(field, 'receive', (options?: ReceiveOptions): Promise<unknown> => {
      const wait = receive(options);
      count(1);
      this.#world.look();
      const end = (): void => count(-1);
      wait.then(end, end);
      return wait;
    });
  }

  #watchStatus(name: string, field: Status<unknown>): void {
    restored(field);
    const set = field.set.bind(field);
    this.statuses.set(name, field.get());
    this.#replace(field, 'set', (value: unknown): void => {
      set(value);
      this.statuses.set(name, copied(this.#codec, value));
      this.#world.look();
    });
  }

  #prepareTasks(): void {
    const { graph } = this.bound.module;
    const fakes = fakesOf(this.bound);
    assertFakes(graph, fakes);
    const performer: PlainPerformer = { ...this.#world, id: this.identity.id, graph, codec: this.#codec };
    const tasks = performers({ instance: this.object, graph, fakes, around: this.#world });
    for (const name of taskNames(graph)) {
      const perform = tasks.get(name);
      if (perform) this.#replace(this.object, name, plainTask(name, performer, perform));
    }
  }

  #prepareRun(): void {
    const run = this.object.run.bind(this.object) as (input: unknown) => Promise<unknown>;
    this.#replace(this.object, 'run', (input: unknown): Promise<unknown> => {
      const result = crossing(this.#codec, run, [input]);
      void outcomeOf(result).then((outcome) => (this.#outcome = outcome));
      return result;
    });
  }
}

function notPlain(): Promise<never> {
  return Promise.reject(new NotPlainError('an operator asks for it, and plain code has none'));
}
