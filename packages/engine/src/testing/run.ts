/**
 * One instance in the hands of a test.
 *
 * Always: it moves only while the test awaits `result`, `until`, `untilEnd`, `child`, `advance` or `advanceTo`, and so do all others
 * of its environment.
 */
import { TestSetupError } from '@waystone/core';
import type { ChildClass, InputOf, ResultOf, SignalsOf, StatusesOf, Workflow } from '@waystone/core';
import { memberName } from '@waystone/core/graph';
import type { Graph } from '@waystone/core/graph';
import { typedClient } from '../client/typed-client.js';
import type { WorkflowHandle } from '../client/typed-client.js';
import { calledFrom } from './called-from.js';
import type { DrivenRun, WhichChild } from './driven-run.js';
import { taskNames } from './fake.js';
import { assertKnown, isNow, momentText, recognizer, storedName } from './moments.js';
import type { Until, WatchedInstance } from './moments.js';
import type { Moment } from './stage.js';
import { endedError, endlessError, runningError, stuckError } from './stuck.js';
import type { CallsOf, RecordedCall } from './tasks.js';
import { traceOf } from './trace-text.js';
import { shown } from './values.js';
import { waitsOf } from './waits.js';
import type { TestWait } from './waits.js';
import { WorldTime } from './world-time.js';
import type { Standstill, World } from './world.js';

/** What the ends of a run lead to. */
interface RunEnds {
  /** Closes the environment that is its own, or the one that it is in. */
  readonly close: () => Promise<void>;
  /** It has given its result, after which nothing happens in its environment. Throws what the test has to know of that. */
  readonly onResult?: () => void;
}

/** One instance, to drive and to look at; `startInMemory` and environments give it. */
export class TestRun<W extends Workflow> extends WorldTime implements DrivenRun<W> {
  /** The instance as any client has it: `describe`, `history`, `signals` and `statuses` by their fields. Its `result` and `waitFor` do not let time pass. */
  readonly handle: WorkflowHandle<W>;
  readonly #world: World;
  readonly #graph: Graph;
  readonly #close: () => Promise<void>;
  readonly #onResult: () => void;

  /** @internal Made by `startInMemory` and by environments. */
  constructor(world: World, graph: Graph, handle: WorkflowHandle<W>, { close, onResult = () => {} }: RunEnds) {
    super(world);
    this.#world = world;
    this.#graph = graph;
    this.handle = handle;
    this.#close = close;
    this.#onResult = onResult;
  }

  /** The instance's id. */
  get id(): string {
    return this.handle.id;
  }

  /** Attempts of the instance's tasks, by task, in the order in which they began. */
  get calls(): CallsOf<W> {
    const names = taskNames(this.#graph);
    const calls = this.#world.recorder.callsOf(this.id);
    const byTask = Object.fromEntries(
      names.map((name): [string, readonly RecordedCall[]] => [name, calls.filter(({ task }) => task === name)]),
    );
    const flows = this.#world.recorder.graphs.get(this.#graph.workflow)?.flows ?? [];
    for (const flow of flows)
      Object.defineProperty(byTask, flow, {
        get: () => {
          throw new TestSetupError(`calls: ${flow} is no task, but a flow; the tasks are ${names.join(', ')}`);
        },
      });
    return byTask as unknown as CallsOf<W>;
  }

  // ── letting it go on ───────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Lets it go on, and time pass as it sleeps, until it ends; gives the result.
   *
   * @throws the workflow's own error if it failed; `CanceledError`, `TerminatedError` if it was ended.
   * @throws RunStuckError if it waits for something that never comes, such as a signal that nobody sends.
   * @throws TestSetupError if it ended well and did not come to attempts that `failures` of `startInMemory` were for.
   */
  async result(): Promise<ResultOf<W>> {
    return calledFrom(async (): Promise<ResultOf<W>> => {
      await this.#untilEnd();
      const result = await this.handle.result();
      this.#onResult();
      return result;
    });
  }

  /**
   * As {@link result}, however it ends.
   *
   * @throws RunStuckError if it waits for something that never comes.
   */
  async untilEnd(): Promise<void> {
    return calledFrom(() => this.#untilEnd());
  }

  /**
   * Lets it go on, and time pass as it sleeps, until a moment; then all stands still, and the test can look around, send signals,
   * or cancel. At once, if it is so already.
   *
   * @example await run.until({ status: { stage: 'in review' } });
   * @throws RunStuckError if the moment never comes.
   * @throws TestSetupError if the workflow has no such task, signal, status or node.
   */
  async until(moment: Until<W>): Promise<void> {
    return calledFrom(() => this.#until(moment));
  }

  /**
   * Lets it go on, and time pass, until it has started a child; gives the child.
   *
   * @param Class The child's.
   * @param which Its id, or a function that knows it by its input. Default: the first of its class.
   * @example
   * const invoice = await run.child(InvoiceWorkflow, ({ customer }) => customer === 'ann');
   * await invoice.signal('paid');
   * @throws RunStuckError if it starts no such child; TestSetupError if the class is of no workflow of the environment, or `which` is
   * neither an id nor a function.
   */
  async child<C extends Workflow>(Class: ChildClass<C>, which?: WhichChild<C>): Promise<TestRun<C>> {
    return calledFrom(() => this.#child(Class, which));
  }

  // ── what happens to it ─────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Sends a signal; the run receives it when it goes on. A fake may as well: what it sends is there when the task ends.
   *
   * @throws InstanceEndedError, ValueNotStorableError
   */
  async signal<K extends keyof SignalsOf<W> & string>(
    name: K,
    ...[value]: SignalsOf<W>[K] extends void ? [] : [value: SignalsOf<W>[K]]
  ): Promise<void> {
    await this.handle.signal(storedName(this.#graph, this.#graph.signals, name), value);
  }

  /** Asks it to cancel; it does when it goes on. */
  cancel(): Promise<void> {
    return this.handle.cancel();
  }

  /** Ends it at once, with no cleanup. */
  terminate(): Promise<void> {
    return this.handle.terminate();
  }

  /** Starts nothing more until `resume`. */
  pause(): Promise<void> {
    return this.handle.pause();
  }

  /** Goes on after `pause`. */
  resume(): Promise<void> {
    return this.handle.resume();
  }

  // ── looking at it ──────────────────────────────────────────────────────────────────────────────────────────────

  /** The value of a status, as of now. */
  async status<K extends keyof StatusesOf<W> & string>(name: K): Promise<StatusesOf<W>[K]> {
    return (await this.handle.status(storedName(this.#graph, Object.keys(this.#graph.statuses), name)).get()) as StatusesOf<W>[K];
  }

  /** The values of all statuses, as of now. */
  async statuses(): Promise<StatusesOf<W>> {
    const names = Object.keys(this.#graph.statuses).map((name) => memberName(this.#graph, name));
    const read = names.map(async (name) => [name, await this.status(name as keyof StatusesOf<W> & string)] as const);
    return Object.fromEntries(await Promise.all(read)) as StatusesOf<W>;
  }

  /** What it waits for: timers, signals, children, tasks; one for each lane that has not ended. Empty: it has ended. */
  async waits(): Promise<readonly TestWait[]> {
    return waitsOf(await this.handle.describe(), this.#graph, this.now());
  }

  /**
   * What was prepared for this test and nothing has come to: fakes, stand-ins and failures, a line for each. Empty: all of it was
   * needed. Of all runs of its environment.
   */
  get unused(): readonly string[] {
    return this.#world.unused();
  }

  /** Its course so far as text: when, which node, what was asked, what came of it, and the line in the source. */
  trace(): Promise<string> {
    return traceOf(this.#world, this.id);
  }

  /** Closes its environment if it has one of its own. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }

  // ── moments ────────────────────────────────────────────────────────────────────────────────────────────────────

  async #untilEnd(): Promise<void> {
    const standstill = await this.#world.drive(() => this.#hasEnded());
    if (standstill !== 'over') await this.#refuse(standstill, `the result of ${this.#graph.workflow} "${this.id}"`);
  }

  async #until(moment: Until<W>): Promise<void> {
    if (typeof moment === 'function') return this.#untilTrue(moment);
    assertKnown(this.#graph, moment);
    const watched = await this.#watched();
    if (await isNow(watched, moment)) return;
    await this.#untilTold(await recognizer(watched, moment), momentText(moment));
  }

  async #untilTrue(isTrue: () => boolean | Promise<boolean>): Promise<void> {
    if (await isTrue()) return;
    const standstill = await this.#world.drive(async () => (await isTrue()) || (await this.#hasEnded()));
    if (!(await isTrue())) await this.#refuse(standstill, momentText(isTrue));
  }

  async #untilTold(isTheOne: (each: Moment) => boolean, awaited: string): Promise<void> {
    let isThere = false;
    const standstill = await this.#world.driveTo(
      (each) => (isThere = isTheOne(each)),
      () => this.#hasEnded(),
    );
    if (!isThere) await this.#refuse(standstill, awaited);
  }

  async #hasEnded(): Promise<boolean> {
    return (await this.#world.store.outcomes([this.id])).length > 0;
  }

  async #refuse(standstill: Standstill, awaited: string): Promise<never> {
    if (standstill === 'running') throw await runningError(this.#world);
    if (standstill === 'endless') throw await endlessError(this.#world, this.id, awaited);
    throw (await this.#hasEnded()) ? await endedError(this.#world, this.id, awaited) : await stuckError(this.#world, this.id, awaited);
  }

  async #watched(): Promise<WatchedInstance> {
    return {
      id: this.id,
      n: (await this.#world.store.find(this.id))?.n,
      graph: this.#graph,
      describe: () => this.handle.describe(),
      status: (name) => this.status(name as keyof StatusesOf<W> & string),
    };
  }

  // ── children ───────────────────────────────────────────────────────────────────────────────────────────────────

  async #child<C extends Workflow>(Class: ChildClass<C>, which: WhichChild<C> | undefined): Promise<TestRun<C>> {
    const { graph } = this.#world.moduleOf(Class);
    assertWhich(which);
    for (;;) {
      const id = await this.#childNow(graph, which);
      if (id !== undefined) return this.#runOf<C>(graph, id);
      const n = (await this.#world.store.find(this.id))?.n;
      await this.#untilTold(
        (each) => each.kind === 'starts' && each.n === n,
        `a child ${graph.workflow} of ${this.#graph.workflow} "${this.id}"`,
      );
    }
  }

  async #childNow<C extends Workflow>(graph: Graph, which: WhichChild<C> | undefined): Promise<string | undefined> {
    const found = await this.#world.instances({ parent: this.id, workflow: graph.workflow });
    const ids = found.map(({ id }) => id).toReversed();
    if (typeof which !== 'function') return which === undefined ? ids[0] : ids.find((id) => id === which);
    for (const id of ids) {
      const { input } = await this.#runOf<C>(graph, id).handle.describe();
      if ('value' in input && which(input.value as InputOf<C>)) return id;
    }
    return undefined;
  }

  #runOf<C extends Workflow>(graph: Graph, id: string): TestRun<C> {
    const handle = typedClient<C>(this.#world.store, graph, { ports: this.#world.ports }).get(id);
    return new TestRun(this.#world, graph, handle, { close: this.#close });
  }
}

function assertWhich(which: unknown): void {
  if (which === undefined || typeof which === 'string' || typeof which === 'function') return;
  throw new TestSetupError(`${shown(which)} names no child; give its id, or a function that knows it by its input`);
}
