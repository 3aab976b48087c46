/** Moments that a test waits for: whether one is there already, and how it is known when it comes. */
import { isDeepStrictEqual } from 'node:util';
import { TestSetupError } from '@waystone/core';
import type { Workflow } from '@waystone/core';
import { memberName } from '@waystone/core/graph';
import type { Graph } from '@waystone/core/graph';
import { createCodec } from '../codec/index.js';
import type { InstanceDescription } from '../client/records.js';
import type { DrivenUntil } from './driven-run.js';
import { taskNames } from './fake.js';
import type { Moment } from './stage.js';
import { shown } from './values.js';

/** A moment that a test waits for: the run stands still as soon as it is there. */
export type Until<W extends Workflow> =
  | DrivenUntil<W>
  /** It stands at this node, e.g. `run/prepare/receipt`. */
  | { readonly node: string };

type Values = Readonly<Record<string, unknown>>;

/** {@link Until} of whatever workflow, but for functions. */
type Named = { readonly status: Values } | { readonly signal: string } | { readonly task: string } | { readonly node: string };

/** An instance that is watched for a moment. */
export interface WatchedInstance {
  readonly id: string;
  /** Its number in the store. */
  readonly n: number | undefined;
  readonly graph: Graph;
  readonly describe: () => Promise<InstanceDescription>;
  readonly status: (name: string) => Promise<unknown>;
}

/** Whether it is so already. */
export async function isNow({ graph, describe, status }: WatchedInstance, moment: Named): Promise<boolean> {
  if ('status' in moment) return haveStatuses(status, moment.status);
  if ('task' in moment) return false;
  const { lanes } = await describe();
  if ('node' in moment) return lanes.some(({ node }) => node === moment.node);
  const signal = storedName(graph, graph.signals, moment.signal);
  return lanes.some((lane) => lane.signal === signal);
}

async function haveStatuses(status: WatchedInstance['status'], wanted: Values): Promise<boolean> {
  for (const [name, value] of Object.entries(wanted)) if (!fits(await status(name), value)) return false;
  return true;
}

/** Knows the moment when it is told of. */
export async function recognizer(watched: WatchedInstance, moment: Named): Promise<(each: Moment) => boolean> {
  const { id, n, graph } = watched;
  if ('status' in moment) return recognizeStatuses(watched, moment.status);
  if ('task' in moment) return (each) => each.kind === 'performs' && each.instanceId === id && each.task === moment.task;
  if ('node' in moment)
    return (each) =>
      each.kind === 'performs'
        ? each.instanceId === id && each.node === moment.node
        : each.kind === 'rests' && each.n === n && each.node === moment.node;
  const signal = storedName(graph, graph.signals, moment.signal);
  return (each) => each.kind === 'rests' && each.n === n && each.signal === signal;
}

/** Of several, those that are not told of now are as they were. */
async function recognizeStatuses({ n, graph, status }: WatchedInstance, wanted: Values): Promise<(each: Moment) => boolean> {
  const codec = createCodec();
  const values = new Map<string, unknown>();
  for (const name of Object.keys(wanted)) values.set(name, await status(name));
  return (each) => {
    if (each.kind !== 'published' || each.n !== n) return false;
    const name = memberName(graph, each.status);
    if (!values.has(name)) return false;
    values.set(name, codec.open(each.envelope));
    return [...values].every(([key, value]) => fits(value, wanted[key]));
  };
}

/** @throws TestSetupError if it is no moment, or the workflow has no task, signal, status or node of that name. */
export function assertKnown(graph: Graph, moment: Named): void {
  const known = {
    task: taskNames(graph),
    signal: graph.signals.map((name) => memberName(graph, name)),
    status: Object.keys(graph.statuses).map((name) => memberName(graph, name)),
    node: Object.keys(graph.nodes),
  };
  assertOneKind(moment, Object.keys(known));
  for (const [what, asked] of Object.entries(moment) as [keyof typeof known, string | Values][]) {
    const missing = (typeof asked === 'string' ? [asked] : Object.keys(asked)).find((name) => !known[what].includes(name));
    if (missing === undefined) continue;
    const plural = what === 'status' ? 'statuses' : `${what}s`;
    throw new TestSetupError(`workflow ${graph.workflow} has no ${what} ${missing}; its ${plural} are ${known[what].join(', ') || 'none'}`);
  }
}

/** A moment of two kinds might never be there: what is true of one may be over when the other one comes. */
function assertOneKind(moment: Named, known: readonly string[]): void {
  const kinds = typeof moment === 'object' && moment !== null ? Object.entries(moment) : [];
  const means = ([kind, asked]: [string, unknown]): boolean => (kind === 'status' ? isValues(asked) : typeof asked === 'string');
  if (kinds.length === 0 || !kinds.every((each) => known.includes(each[0]) && means(each)))
    throw new TestSetupError(`${shown(moment)} is no moment to wait for; give { status }, { signal }, { task }, { node } or a function`);
  if (kinds.length > 1)
    throw new TestSetupError(`${shown(moment)} are several moments; await one after the other, or give a function that is asked for both`);
}

function isValues(asked: unknown): boolean {
  return typeof asked === 'object' && asked !== null && !Array.isArray(asked) && Object.keys(asked).length > 0;
}

/** Whether a value is the one, or one that the function takes. */
export function fits(value: unknown, wanted: unknown): boolean {
  return typeof wanted === 'function' ? Boolean((wanted as (value: unknown) => unknown)(value)) : isDeepStrictEqual(value, wanted);
}

/** The name in the graph of a field of the class. */
export function storedName(graph: Graph, names: readonly string[], field: string): string {
  return names.find((name) => memberName(graph, name) === field) ?? field;
}

/** What a message calls a moment. */
export function momentText(moment: object): string {
  if (typeof moment === 'function') return 'what the test waits for';
  const [[what, which] = []] = Object.entries(moment);
  return `${what} ${typeof which === 'string' ? which : shown(which)}`;
}
