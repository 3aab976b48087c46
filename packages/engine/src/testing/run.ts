/**
 * One instance in the hands of a test.
 *
 * Always: it moves only while the test awaits `result`, `until` or `advance`, and so do all others of its environment.
 */
import { isDeepStrictEqual } from 'node:util';
import { TestSetupError, parseDuration } from '@waystone/core';
import type { Duration, ResultOf, SignalsOf, StatusesOf, Workflow } from '@waystone/core';
import { memberName } from '@waystone/core/graph';
import type { Graph } from '@waystone/core/graph';
import { createCodec } from '../codec/index.js';
import type { WorkflowHandle } from '../client/typed-client.js';
import { taskNames } from './fake.js';
import type { Moment } from './stage.js';
import { endedError, runningError, stuckError } from './stuck.js';
import type { CallsOf, RecordedCall, TaskName } from './tasks.js';
import { traceOf } from './trace-text.js';
import { shown } from './values.js';
import type { Standstill, World } from './world.js';

/** A moment that a test waits for: the run stands still as soon as it is there. */
export type Until<W extends Workflow> =
  | DrivenUntil<W>
  /** It stands at this node, e.g. `run/prepare/receipt`. */
  | { readonly node: string };

/** A moment that plain runs have as well. */
export type DrivenUntil<W extends Workflow> =
  /** Statuses have these values, or values for which these functions give true. */
  | { readonly status: { readonly [K in keyof StatusesOf<W>]?: StatusesOf<W>[K] | ((value: StatusesOf<W>[K]) => boolean) } }
  /** It waits for this signal. */
  | { readonly signal: keyof SignalsOf<W> & string }
  /** An attempt of this task is about to begin. */
  | { readonly task: TaskName<W> }
  /** The function gives true. It is asked whenever nothing more happens without time passing. */
  | (() => boolean | Promise<boolean>);

/** What a test can do with a run, on the engine as well as in a plain run; see `simulate`. */
export interface DrivenRun<W extends Workflow> {
  /** Sends a signal. */
  signal<K extends keyof SignalsOf<W> & string>(
    name: K,
    ...value: SignalsOf<W>[K] extends void ? [] : [value: SignalsOf<W>[K]]
  ): Promise<void>;
  /** The value of a status. */
  status<K extends keyof StatusesOf<W> & string>(name: K): Promise<StatusesOf<W>[K]>;
  /** Lets it go on, and time pass, until a moment. */
  until(moment: DrivenUntil<W>): Promise<void>;
  /** Lets so much time pass. */
  advance(duration: Duration): Promise<void>;
}

/** One instance, to drive and to look at; `startInMemory` and environments give it. */
export class TestRun<W extends Workflow> implements DrivenRun<W> {
  /** The instance as any client has it: `describe`, `history`, `signals` and `statuses` by their fields. Its `result` and `waitFor` do not let time pass. */
  readonly handle: WorkflowHandle<W>;
  readonly #world: World;
  readonly #graph: Graph;
  readonly #close: () => Promise<void>;

  /** @internal Made by `startInMemory` and by environments. */
  constructor(world: World, graph: Graph, handle: WorkflowHandle<W>, close: () => Promise<void>) {
    this.#world = world;
    this.#graph = graph;
    this.handle = handle;
    this.#close = close;
  }

  /** The instance's id. */
  get id(): string {
    return this.handle.id;
  }

  /** The time in this environment: milliseconds since 1970. */
  now(): number {
    return this.#world.now();
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

  /**
   * Lets it go on, and time pass as it sleeps, until it ends; gives the result.
   *
   * @throws the workflow's own error if it failed; `CanceledError`, `TerminatedError` if it was ended.
   * @throws RunStuckError if it waits for something that never comes, such as a signal that nobody sends.
   */
  async result(): Promise<ResultOf<W>> {
    await this.untilEnd();
    return this.handle.result();
  }

  /** @internal As {@link result}, however it ends. */
  async untilEnd(): Promise<void> {
    const standstill = await this.#world.drive(() => this.#hasEnded());
    if (standstill !== 'over') await this.#refuse(standstill, `the result of ${this.#graph.workflow} "${this.id}"`);
  }

  /**
   * Lets it go on, and time pass as it sleeps, until a moment; then all stands still, and the test can look around, send signals,
   * or cancel. At once, if it is so already.
   *
   * @example await run.until({ status: { stage: 'in review' } });
   * @throws RunStuckError if the moment never comes.
   */
  async until(moment: Until<W>): Promise<void> {
    if (await this.#isNow(moment)) return;
    const isOver = async (): Promise<boolean> => (typeof moment === 'function' && (await moment())) || (await this.#hasEnded());
    const isTheOne = await this.#recognize(moment);
    let isThere = false;
    const standstill = await this.#world.driveTo((each) => (isThere = isTheOne(each)), isOver);
    if (isThere || (typeof moment === 'function' && (await moment()))) return;
    await this.#refuse(standstill, momentText(moment));
  }

  /**
   * Lets so much time pass: milliseconds, or a text such as `'2d'`. With `0`: whatever can happen now.
   *
   * @throws DurationInvalidError
   * @throws RunStuckError if a task takes seconds of real time.
   */
  async advance(duration: Duration): Promise<void> {
    const standstill = await this.#world.pass(parseDuration(duration));
    if (standstill === 'running') throw await runningError(this.#world);
  }

  /**
   * Sends a signal; the run receives it when it goes on.
   *
   * @throws InstanceEndedError, ValueNotStorableError
   */
  async signal<K extends keyof SignalsOf<W> & string>(
    name: K,
    ...[value]: SignalsOf<W>[K] extends void ? [] : [value: SignalsOf<W>[K]]
  ): Promise<void> {
    await this.handle.signal(storedName(this.#graph, this.#graph.signals, name), value);
  }

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

  /** Asks it to cancel; it does when it goes on. */
  cancel(): Promise<void> {
    return this.handle.cancel();
  }

  /** Starts nothing more until `resume`. */
  pause(): Promise<void> {
    return this.handle.pause();
  }

  /** Goes on after `pause`. */
  resume(): Promise<void> {
    return this.handle.resume();
  }

  /** Its course so far as text: when, which node, what was asked, what came of it, and the line in the source. */
  trace(): Promise<string> {
    return traceOf(this.#world, this.id);
  }

  /** Closes its environment if it has one of its own. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }

  async #hasEnded(): Promise<boolean> {
    return (await this.#world.store.outcomes([this.id])).length > 0;
  }

  async #refuse(standstill: Standstill, awaited: string): Promise<never> {
    if (standstill === 'running') throw await runningError(this.#world);
    throw (await this.#hasEnded()) ? await endedError(this.#world, this.id, awaited) : await stuckError(this.#world, this.id, awaited);
  }

  async #isNow(moment: Until<W>): Promise<boolean> {
    if (typeof moment === 'function') return moment();
    if ('status' in moment) return this.#haveStatuses(moment.status);
    this.#assertKnown(moment);
    if ('task' in moment) return false;
    const { lanes } = await this.handle.describe();
    if ('node' in moment) return lanes.some(({ node }) => node === moment.node);
    const signal = storedName(this.#graph, this.#graph.signals, moment.signal);
    return lanes.some((lane) => lane.signal === signal);
  }

  async #haveStatuses(wanted: Readonly<Record<string, unknown>>): Promise<boolean> {
    for (const [name, value] of Object.entries(wanted)) {
      const found = await this.status(name as keyof StatusesOf<W> & string);
      if (!fits(found, value)) return false;
    }
    return true;
  }

  async #recognize(moment: Until<W>): Promise<(each: Moment) => boolean> {
    if (typeof moment === 'function') return () => false;
    const n = (await this.#world.store.find(this.id))?.n;
    if ('status' in moment) return this.#recognizeStatuses(n, moment.status);
    if ('task' in moment) return (each) => each.kind === 'performs' && each.instanceId === this.id && each.task === moment.task;
    if ('node' in moment)
      return (each) =>
        each.kind === 'performs'
          ? each.instanceId === this.id && each.node === moment.node
          : each.kind === 'rests' && each.n === n && each.node === moment.node;
    const signal = storedName(this.#graph, this.#graph.signals, moment.signal);
    return (each) => each.kind === 'rests' && each.n === n && each.signal === signal;
  }

  /** Of several, those that are not told of now are as they were. */
  async #recognizeStatuses(n: number | undefined, wanted: Readonly<Record<string, unknown>>): Promise<(each: Moment) => boolean> {
    const codec = createCodec();
    const values = new Map<string, unknown>();
    for (const name of Object.keys(wanted)) values.set(name, await this.status(name as keyof StatusesOf<W> & string));
    return (each) => {
      if (each.kind !== 'published' || each.n !== n) return false;
      const name = memberName(this.#graph, each.status);
      if (!values.has(name)) return false;
      values.set(name, codec.open(each.envelope));
      return [...values].every(([status, value]) => fits(value, wanted[status]));
    };
  }

  #assertKnown(moment: { readonly [what in 'task' | 'signal' | 'node']?: string }): void {
    const known = {
      task: taskNames(this.#graph),
      signal: this.#graph.signals.map((name) => memberName(this.#graph, name)),
      node: Object.keys(this.#graph.nodes),
    };
    for (const what of ['task', 'signal', 'node'] as const) {
      const name = moment[what];
      if (name === undefined || known[what].includes(name)) continue;
      throw new TestSetupError(
        `workflow ${this.#graph.workflow} has no ${what} ${name}; its ${what}s are ${known[what].join(', ') || 'none'}`,
      );
    }
  }
}

/** Whether a value is the one, or one that the function takes. */
export function fits(value: unknown, wanted: unknown): boolean {
  return typeof wanted === 'function' ? Boolean((wanted as (value: unknown) => unknown)(value)) : isDeepStrictEqual(value, wanted);
}

/** The name in the graph of a field of the class. */
function storedName(graph: Graph, names: readonly string[], field: string): string {
  return names.find((name) => memberName(graph, name) === field) ?? field;
}

function momentText(moment: object): string {
  if (typeof moment === 'function') return 'what the test waits for';
  const [[what, which] = []] = Object.entries(moment);
  return `${what} ${typeof which === 'string' ? which : shown(which)}`;
}
