/**
 * The oracle of a simulation: the author's class as plain code, in virtual time, with the fakes of the test. Tasks are tried again
 * as their policies say, and what crosses into and out of them is copied, as on the engine; nothing is stored.
 */
import { RunStuckError, TaskTimeoutError, TestSetupError, assert, parseDuration, runPlain } from '@waystone/core';
import type { Duration, ReceiveOptions, Signal, TaskContext, Workflow } from '@waystone/core';
import { memberName } from '@waystone/core/graph';
import type { Graph } from '@waystone/core/graph';
import { inTaskScope, nameField } from '@waystone/core/runtime';
import { createCodec } from '../codec/index.js';
import type { Codec } from '../codec/index.js';
import { systemPorts } from '../ports.js';
import { loadFamily } from '../worker/load-children.js';
import { retryDelay } from '../worker/retry.js';
import type { BoundWorkflow } from '../worker/bind.js';
import { assertFakes, fakesOf, taskNames } from './fake.js';
import { quiet } from './machine.js';
import { Recorder } from './recorder.js';
import type { DrivenRun, DrivenUntil } from './run.js';
import { fits } from './run.js';
import { Stage } from './stage.js';
import { VirtualClock } from './virtual-clock.js';
import { inTimeOf, openVirtualDate } from './virtual-date.js';
import { shown } from './values.js';
import { performers } from './watched.js';
import type { Method } from './watched.js';

/** A workflow with what its values are copied by. */
interface Loaded {
  readonly bound: BoundWorkflow;
  readonly codec: Codec;
}

type Members = Record<string, unknown> & Workflow;

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

export class PlainRun<W extends Workflow> implements DrivenRun<W> {
  readonly recorder = new Recorder();
  readonly statuses = new Map<string, unknown>();
  readonly #stage = new Stage();
  readonly #clock: VirtualClock;
  readonly #course: Course;
  readonly #make: () => readonly Loaded[];
  readonly #closeDate = openVirtualDate();
  readonly #prepared = new Set<object>();
  readonly #waits = new Map<string, number>();
  #instance: Members | undefined;
  #codec: Codec | undefined;
  /** Grows whenever something has happened. */
  #steps = 0;
  #begun = 0;
  /** What it does that the other did not. */
  #longer: string | undefined;
  #ended = false;
  #isAwaited: (() => boolean) | undefined;
  #isThere = false;

  private constructor(make: () => readonly Loaded[], course: Course) {
    this.#make = make;
    this.#course = course;
    this.#clock = new VirtualClock(course.begins);
  }

  /** `make` gives the workflow and those that it starts, anew each time. */
  static async of<W extends Workflow>(make: () => readonly BoundWorkflow[], course: Course): Promise<PlainRun<W>> {
    const codecs: Codec[] = [];
    for (const { module } of make()) codecs.push(createCodec(await loadFamily((await module.load()).program, {})));
    return new PlainRun<W>(() => make().map((bound, index) => ({ bound, codec: codecs[index] ?? createCodec() })), course);
  }

  /** Begins it; the result is what `run` gives or throws. */
  start(id: string, input: unknown): Promise<unknown> {
    const [main] = this.#make();
    assert(main, 'a plain run of nothing');
    const instance = this.#prepare(main, id);
    this.#instance = instance;
    this.#codec = main.codec;
    for (const name of Object.keys(main.bound.module.graph.statuses)) {
      const field = instance[memberName(main.bound.module.graph, name)] as { get(): unknown };
      this.statuses.set(memberName(main.bound.module.graph, name), field.get());
    }
    const options = {
      clock: this.#clock,
      instanceId: id,
      onPublish: (status: string, value: unknown) => this.#publish(memberName(main.bound.module.graph, status), main.codec, value),
      makeChild: (Child: unknown) => this.#child(Child),
    };
    const result = inTimeOf(this.#clock, () => runPlain(options, () => instance.run(copied(main.codec, input) as never)));
    const end = (): void => void (this.#ended = true);
    result.then(end, end);
    return result.then(
      (value) => copied(main.codec, value),
      (error: unknown) => {
        throw copied(main.codec, error);
      },
    );
  }

  /** Until it has ended. */
  async end(): Promise<void> {
    await this.#drive(() => this.#ended, Infinity, 'its end');
  }

  close(): void {
    this.#closeDate();
    for (const instance of this.#prepared) restored(instance);
  }

  // ── what the test does ─────────────────────────────────────────────────────────────────────────────────────────

  async signal(name: string, ...[value]: readonly unknown[]): Promise<void> {
    const field = this.#instance?.[name] as Signal<unknown>;
    field.send(this.#codec ? copied(this.#codec, value) : value);
  }

  async status(name: string): Promise<never> {
    return this.statuses.get(name) as never;
  }

  async until(moment: DrivenUntil<W>): Promise<void> {
    if (typeof moment === 'function') return this.#drive(moment, Infinity, 'what the test waits for');
    if ('task' in moment) return this.#untilTask(moment.task);
    const isNow = 'signal' in moment ? () => (this.#waits.get(moment.signal) ?? 0) > 0 : () => this.#haveStatuses(moment.status);
    if (isNow()) return;
    this.#isThere = false;
    this.#isAwaited = isNow;
    await this.#drive(() => this.#isThere, Infinity, 'what the test waits for');
    this.#isAwaited = undefined;
  }

  async advance(duration: Duration): Promise<void> {
    await this.#drive(() => false, this.#clock.now() + parseDuration(duration), '');
  }

  async #untilTask(task: string): Promise<void> {
    this.#stage.await((moment) => moment.kind === 'performs' && moment.task === task);
    await this.#drive(() => this.#stage.isHeld, Infinity, `task ${task}`);
  }

  #haveStatuses(wanted: Readonly<Record<string, unknown>>): boolean {
    return Object.entries(wanted).every(([name, value]) => fits(this.statuses.get(name), value));
  }

  #publish(name: string, codec: Codec, value: unknown): void {
    this.statuses.set(name, copied(codec, value));
    this.#look();
  }

  #look(): void {
    if (this.#isAwaited?.()) this.#isThere = true;
  }

  // ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────

  async #drive(isOver: () => boolean | Promise<boolean>, end: number, awaited: string): Promise<void> {
    this.#stage.release();
    for (;;) {
      await this.#settle();
      if (await isOver()) return;
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
      const steps = this.#steps;
      await new Promise<void>((resolve) => systemPorts.soon(resolve));
      if (this.#stage.running.size > 0 && !this.#stage.isHeld && !(await this.#stage.nextEnd(systemPorts.clock, this.#course.patienceMs)))
        throw new RunStuckError(
          'plain',
          'a task goes on and on in real time; give the simulation a fake that ends, or wait longer for it (patience)',
        );
      if (steps !== this.#steps) still = 0;
    }
  }

  // ── objects ────────────────────────────────────────────────────────────────────────────────────────────────────

  #child(Child: unknown): Workflow | undefined {
    const found = this.#make().find(({ bound }) => bound.instance.constructor === Child);
    if (!found) throw new TestSetupError(`${(Child as { name: string }).name} is started as a child; name it in workflows`);
    const instance = this.#prepare(found, found.bound.module.graph.workflow);
    const run = instance.run.bind(instance) as (input: unknown) => Promise<unknown>;
    const around = (input: unknown): Promise<unknown> => crossing(found.codec, run, [input]);
    return Object.assign(instance, { run: around });
  }

  /** An object of the author's whose tasks are performed as a worker would. */
  #prepare({ bound, codec }: Loaded, id: string): Members {
    const { graph } = bound.module;
    const fakes = fakesOf(bound);
    assertFakes(graph, fakes);
    const instance = bound.instance as Members;
    restored(instance);
    this.#prepared.add(instance);
    for (const name of [...graph.signals, ...Object.keys(graph.statuses)]) nameField(instance[memberName(graph, name)] as object, name);
    for (const name of graph.signals) this.#watchSignal(memberName(graph, name), instance[memberName(graph, name)] as Signal<unknown>);
    const tasks = performers({ instance, graph, fakes, around: { recorder: this.recorder, stage: this.#stage, clock: this.#clock } });
    for (const name of taskNames(graph)) {
      const perform = tasks.get(name);
      assert(perform, `task ${name} has no performer`);
      replace(instance, name, this.#retrying({ name, graph, codec, id }, perform));
    }
    return instance;
  }

  #watchSignal(name: string, field: Signal<unknown>): void {
    const receive = field.receive.bind(field);
    const watching = (options?: ReceiveOptions): Promise<unknown> => {
      const wait = receive(options);
      this.#waits.set(name, (this.#waits.get(name) ?? 0) + 1);
      this.#look();
      const end = (): void => void this.#waits.set(name, (this.#waits.get(name) ?? 0) - 1);
      wait.then(end, end);
      return wait;
    };
    replace(field, 'receive', watching as Method);
    this.#prepared.add(field);
  }

  /** One step: attempts until one succeeds or the policy gives up. */
  #retrying({ name, graph, codec, id }: Step, perform: Method): Method {
    const policy = graph.tasks[Object.keys(graph.tasks).find((task) => memberName(graph, task) === name) ?? name];
    assert(policy, `task ${name} has no policy`);
    return async (...args) => {
      this.#begun += 1;
      // What has gone on for too long is held here for ever: nobody waits for it any more.
      if (this.#begun > this.#course.steps) return this.#holdForEver(name, args);
      const key = `plain/${this.#begun}`;
      const stored = copied(codec, args);
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.#attempt({ name, graph, codec, id }, { key, attempt, limitMs: policy.timeoutMs }, () =>
            crossing(codec, (...given) => perform(...given) as Promise<unknown>, stored),
          );
        } catch (error) {
          const delay = retryDelay(policy.retry, attempt, error, { next: () => 0.5 });
          if (delay === undefined) throw error;
          await new Promise<void>((resolve) => this.#clock.after(delay, resolve));
        }
      }
    };
  }

  #holdForEver(task: string, args: readonly unknown[]): Promise<never> {
    this.#longer ??= `after as many tasks as there (${this.#course.steps}) it begins ${task}(${args.map(shown).join(', ')})`;
    return new Promise(() => {});
  }

  async #attempt<T>({ name, graph, codec, id }: Step, { key, attempt, limitMs }: Attempt, task: () => Promise<T>): Promise<T> {
    const abort = new AbortController();
    const node = Object.keys(graph.nodes).find((at) => isTask(graph, at, name)) ?? name;
    const context: TaskContext = {
      ...{ instanceId: id, workflow: graph.workflow, node, attempt, idempotencyKey: key, signal: abort.signal, logger: quiet },
      transaction: () => {
        throw new TestSetupError('a plain run has no transaction');
      },
    };
    const publish = (status: string, value: unknown): void => this.#publish(memberName(graph, status), codec, value);
    const cancel = limitMs === null ? () => {} : this.#clock.after(limitMs, () => abort.abort(new TaskTimeoutError(name, limitMs)));
    try {
      return await inTaskScope({ context, publish }, task);
    } finally {
      cancel();
      this.#steps += 1;
    }
  }
}

/** What gives objects back the methods that they had: a scenario may use one object again and again. */
const replaced = new WeakMap<object, (() => void)[]>();

function replace(instance: object, name: string, value: Method): void {
  const before = Object.getOwnPropertyDescriptor(instance, name);
  const restore = (): void => void (before ? Object.defineProperty(instance, name, before) : Reflect.deleteProperty(instance, name));
  replaced.set(instance, [...(replaced.get(instance) ?? []), restore]);
  Object.defineProperty(instance, name, { value, configurable: true });
}

function restored(instance: object): void {
  for (const restore of replaced.get(instance) ?? []) restore();
  replaced.delete(instance);
}

interface Step {
  readonly name: string;
  readonly graph: Graph;
  readonly codec: Codec;
  readonly id: string;
}

interface Attempt {
  readonly key: string;
  readonly attempt: number;
  readonly limitMs: number | null;
}

/** A failure of a node needs to know it; a plain run knows tasks only, so it takes the first node of the task. */
function isTask(graph: Graph, id: string, name: string): boolean {
  const node = graph.nodes[id];
  return node?.kind === 'task' && memberName(graph, node.task) === name;
}

function copied<T>(codec: Codec, value: T): T {
  return codec.open(codec.seal(value)) as T;
}

/** Values and errors are copied where they cross into a task or a child, and out of it. */
async function crossing(codec: Codec, code: (...args: unknown[]) => Promise<unknown>, args: readonly unknown[]): Promise<unknown> {
  try {
    return copied(codec, await code(...copied(codec, [...args])));
  } catch (error) {
    throw copied(codec, error);
  }
}
