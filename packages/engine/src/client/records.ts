/** What people and tools read of an instance: the store's rows with their envelopes opened. */
import { EnvelopeError, StoreCorruptError } from '@waystone/core';
import type { Graph, Mark } from '@waystone/core/graph';
import type { Codec } from '../codec/index.js';
import { openContinuation } from '../interpreter/envelope.js';
import type { Instant } from '../ports.js';
import { isText, readStoredJson } from '../stored-json.js';
import type { HistoryRow, InstanceRecord, InstanceSummary, Lack, LaneSummary, ParentRecord } from '../store/store.js';

/** A value, or why it cannot be read. Damaged bytes never hide the rest. */
export type Readable = { readonly value: unknown } | { readonly unreadable: string };

/** One lane of a live instance. */
export interface LaneDescription {
  /** `''` is the main line; a lane of a fork has the path of the forks that lead to it. */
  readonly lane: string;
  /** Its key or index in the join. */
  readonly key?: string;
  /** Node at which it stands; `''`: it has not run yet. */
  readonly node: string;
  readonly status: LaneSummary['status'];
  /** Failed attempts at this node so far. */
  readonly attempt: number;
  /** Steps committed so far. */
  readonly steps: number;
  /** When it came to its last wait that was not a task, or was opened. */
  readonly since: Instant;
  /** When it is due: the end of a sleep, a timeout, the next attempt. Absent: it waits for something else. */
  readonly wakeAt?: Instant;
  /** Name of the signal that it waits for. */
  readonly signal?: string;
  /** Id of the child that it waits for. */
  readonly child?: string;
  /** What a worker has to have to take it. Absent: nothing. */
  readonly tags?: readonly string[];
  /** Why no live worker takes it, though it is ready: there is none, or none of its build, its queue or with its tags. */
  readonly lacks?: Lack;
  /** It cannot go on until an operator has mended the cause, which history tells, and resumes the instance. */
  readonly setAside?: true;
  /** The worker that holds it. */
  readonly owner?: number;
  /** What the node was reached with: a task's arguments, a sleep's duration. */
  readonly reachedWith?: Readable;
  /** Live values by the names that the author gave them. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** An instance as it stands. */
export interface InstanceDescription extends InstanceSummary {
  readonly input: Readable;
  /** The result, or the error, once ended. */
  readonly outcome?: Readable;
  readonly terminated: boolean;
  /** The instance that started it. Absent: a client did. */
  readonly parent?: ParentRecord;
  /** How many children it started: those that live, and the others by their ends. `list({ parent: id })` gives them. */
  readonly children: InstanceRecord['children'];
  readonly lanes: readonly LaneDescription[];
  readonly statuses: Readonly<Record<string, Readable & { readonly setAt: Instant }>>;
  /** Signals stored and not yet received, oldest first. */
  readonly buffered: readonly { readonly name: string; readonly sentAt: Instant }[];
}

/** An attempt of a node that ended. */
export interface HistoryItem {
  readonly lane: string;
  readonly node: string;
  /** 1-based. */
  readonly attempt: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly outcome: HistoryRow['outcome'];
  readonly worker: number;
  /** The result or the error. */
  readonly content?: Readable;
  /** Branch cases and loop turns that were passed on the way to the next wait. */
  readonly passed: readonly Passed[];
  /** Why those cannot be read: their row is damaged. Absent: they can. */
  readonly unreadable?: string;
}

type Passed = Mark & { readonly point: string };

export function describe(record: InstanceRecord, graph: Graph, codec: Codec): InstanceDescription {
  const { n: _, input, outcome, lanes, statuses, ...summary } = record;
  return {
    ...summary,
    input: readable(codec, input),
    ...(outcome && { outcome: readable(codec, outcome) }),
    lanes: lanes.map((lane) => describeLane(lane, graph, codec)),
    statuses: Object.fromEntries(statuses.map(({ name, envelope, setAt }) => [name, { ...readable(codec, envelope), setAt }])),
  };
}

export function openHistory(rows: readonly HistoryRow[], codec: Codec): readonly HistoryItem[] {
  return rows.map(({ lane, node, attempt, startedAt, endedAt, outcome, worker, envelope, marks }) => ({
    lane,
    node,
    attempt,
    startedAt,
    endedAt,
    outcome,
    worker,
    ...(envelope && { content: readable(codec, envelope) }),
    ...(marks === undefined ? { passed: [] } : readMarks(marks, node)),
  }));
}

function readMarks(text: string, node: string): Pick<HistoryItem, 'passed' | 'unreadable'> {
  const what = `the branches and loops that were passed after "${node}"`;
  const marks = reading(() => readStoredJson(text, { where: 'the database', what, fits: areMarks }));
  return 'value' in marks ? { passed: marks.value } : { passed: [], unreadable: marks.unreadable };
}

function areMarks(value: unknown): value is readonly Passed[] {
  return Array.isArray(value) && value.every(isMark);
}

function isMark(value: unknown): value is Passed {
  const { point, kind, label } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return [point, kind, label].every(isText);
}

function describeLane(lane: LaneSummary, graph: Graph, codec: Codec): LaneDescription {
  const { envelope, seq, ...rest } = lane;
  const ended = lane.status === 'completed' || lane.status === 'failed' || lane.status === 'canceled';
  if (envelope === undefined) return { ...rest, steps: seq, reachedWith: { value: undefined }, values: {} };
  if (ended) return { ...rest, steps: seq, reachedWith: readable(codec, envelope), values: {} };
  const stood = reading(() => openContinuation(codec, lane.node, envelope));
  if ('unreadable' in stood) return { ...rest, steps: seq, reachedWith: stood, values: {} };
  const { value, kept } = stood.value;
  const values = Object.fromEntries(Object.entries(kept).map(([slot, live]) => [graph.slots[Number(slot)] ?? slot, live]));
  return { ...rest, steps: seq, reachedWith: { value }, values };
}

function readable(codec: Codec, envelope: Uint8Array): Readable {
  return reading(() => codec.open(envelope));
}

function reading<T>(read: () => T): { readonly value: T } | { readonly unreadable: string } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof EnvelopeError || error instanceof StoreCorruptError) return { unreadable: error.message };
    throw error;
  }
}
