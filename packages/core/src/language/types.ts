/** Types read off a workflow class: what its clients may send, read and expect. */
import type { Signal } from './signal.js';
import type { Status } from './status.js';

/** What every workflow class gives: `run` with at most one parameter. */
export interface Workflow {
  /** The entry: gets the input, gives the result. */
  run(input: never): Promise<unknown>;
}

/** A workflow's input; `void` if `run` takes none. */
export type InputOf<W extends Workflow> = Parameters<W['run']> extends [] ? void : Parameters<W['run']>[0];

/** A workflow's result. */
export type ResultOf<W extends Workflow> = Awaited<ReturnType<W['run']>>;

/** The signals of a workflow, by field name, with the type of their values. */
export type SignalsOf<W> = {
  readonly [K in keyof W as W[K] extends Signal<infer _> ? K : never]: W[K] extends Signal<infer T> ? T : never;
};

/** The statuses of a workflow, by field name, with the type of their values. */
export type StatusesOf<W> = {
  readonly [K in keyof W as W[K] extends Status<infer _> ? K : never]: W[K] extends Status<infer T> ? T : never;
};
