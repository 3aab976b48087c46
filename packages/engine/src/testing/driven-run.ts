/** What a test can do with an instance, wherever it runs: on the engine, and as plain code. */
import type { ChildClass, Duration, InputOf, SignalsOf, StatusesOf, Workflow } from '@waystone/core';
import type { TaskName } from './tasks.js';

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

/** Which child is meant: the one of this id, or the first with an input for which the function gives true. */
export type WhichChild<C extends Workflow> = string | ((input: InputOf<C>) => boolean);

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
  /** Lets it go on, and time pass, until it has ended, however that is. */
  untilEnd(): Promise<void>;
  /** Lets so much time pass. */
  advance(duration: Duration): Promise<void>;
  /** Lets time pass until it is so late. At once, if it is later. */
  advanceTo(time: Date | number): Promise<void>;
  /** Lets it go on until it has started this child, and gives the child. Default: the first of its class. */
  child<C extends Workflow>(Class: ChildClass<C>, which?: WhichChild<C>): Promise<DrivenRun<C>>;
  /** Asks it to cancel, as an operator does. Plain code cannot: a simulation that does is not compared with it. */
  cancel(): Promise<void>;
  /** Ends it with no cleanup, as an operator does. Plain code cannot, see `cancel`. */
  terminate(): Promise<void>;
  /** Lets it start nothing more, as an operator does. Plain code cannot, see `cancel`. */
  pause(): Promise<void>;
  /** Lets it go on after `pause`. */
  resume(): Promise<void>;
}
