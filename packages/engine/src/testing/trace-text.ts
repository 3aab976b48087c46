/** The course of an instance as people read it: when, where, what was asked, what came of it, and how it stands. */
import type { HistoryItem, InstanceDescription, LaneDescription, Readable } from '../client/records.js';
import { visit } from '@waystone/core/graph';
import type { Graph, Node, Visitor } from '@waystone/core/graph';
import { InstanceHandle } from '../client/handle.js';
import { Connection } from '../client/connection.js';
import type { RecordedCall } from './tasks.js';
import { shown, span } from './values.js';
import type { World } from './world.js';

/** Of longer ones the beginning and the end are shown. */
const mostLines = 60;

/** The trace of one instance. */
export async function traceOf(world: World, id: string): Promise<string> {
  const handle = handleOf(world, id);
  const [found, history] = [await handle.describe(), await handle.history()];
  const { places = {}, graph } = world.recorder.graphs.get(found.workflow) ?? {};
  const calls = new CallsByNode(world.recorder.callsOf(id));
  const rows = history
    .filter(({ node, outcome }) => node !== '' || outcome !== 'completed')
    .map((item): Row => [since(found, item.endedAt), item.node || 'start', whatOf(item, calls, graph), places[item.node] ?? '']);
  const stood = { graph, places, now: world.now() };
  const now = found.endedAt === undefined ? found.lanes.filter(isLive).map((lane) => standing(found, lane, stood)) : [];
  const end: Row[] = found.endedAt === undefined ? [] : [[since(found, found.endedAt), found.status, valueOf(found.outcome), '']];
  return [`${found.workflow} "${id}" (${valueOf(found.input)}), ${found.status}:`, ...table(shortened([...rows, ...now, ...end]))].join(
    '\n',
  );
}

/** An instance of a world, as an untyped client has it. */
export function handleOf(world: World, id: string): InstanceHandle {
  return new InstanceHandle(new Connection(world.store, { ports: world.ports }), id);
}

/** What a lane that has not ended waits for. */
export function waitOf(lane: LaneDescription, graph: Graph | undefined): string {
  if (lane.setAside) return 'is set aside: it cannot go on';
  if (lane.lacks) return `waits for a worker: none of this test has its ${lane.lacks === 'worker' ? 'workflow' : lane.lacks}`;
  if (lane.signal !== undefined) return `waits for signal ${lane.signal}`;
  if (lane.child !== undefined) return `waits for child "${lane.child}"`;
  if (lane.attempt > 0) return `waits for attempt ${lane.attempt + 1}`;
  if (graph?.nodes[lane.node]?.kind === 'task') return lane.status === 'running' ? 'is performed' : 'is to be performed';
  if (lane.wakeAt !== undefined) return 'sleeps';
  return lane.status === 'queued' ? 'waits for its turn' : lane.status === 'parked' ? 'waits for its lanes' : lane.status;
}

export function isLive({ status }: LaneDescription): boolean {
  return status !== 'completed' && status !== 'failed' && status !== 'canceled';
}

type Row = readonly [when: string, node: string, what: string, place: string];

function since({ createdAt }: InstanceDescription, at: number): string {
  return `+${span(at - createdAt)}`;
}

/** What is known of the graph of an instance that has not ended, and the time. */
interface Stood {
  readonly graph: Graph | undefined;
  readonly places: Readonly<Record<string, string>>;
  readonly now: number;
}

function standing(found: InstanceDescription, lane: LaneDescription, { graph, places, now }: Stood): Row {
  const until = lane.wakeAt === undefined || lane.wakeAt <= now ? '' : ` until ${since(found, lane.wakeAt)}`;
  return [since(found, now), lane.node === '' ? 'start' : lane.node, `${waitOf(lane, graph)}${until}`, places[lane.node] ?? ''];
}

function whatOf(item: HistoryItem, calls: CallsByNode, graph: Graph | undefined): string {
  const node = graph?.nodes[item.node];
  const call = calls.next(item);
  const asked = call ? `${call.task}(${call.args.map(shown).join(', ')})` : node ? visit(node, asks) : '';
  const attempt = item.attempt > 1 || item.outcome === 'retried' ? ` (attempt ${item.attempt})` : '';
  const cases = item.passed.flatMap(({ kind, label }) => (kind === 'case' ? [` [${label}]`] : []));
  return `${asked}${givenBy(item, node)}${attempt}${cases.join('')}`.trimStart();
}

/** What came of it. The lanes of a join tell what it gave. */
function givenBy({ outcome, content }: HistoryItem, node: Node | undefined): string {
  const isTold = node?.kind === 'sleep' || (node?.kind === 'fork' && content === undefined);
  if (outcome === 'completed') return isTold ? '' : ` → ${valueOf(content)}`;
  return node?.kind === 'fork' && content === undefined ? ' ✗' : ` ✗ ${valueOf(content)}`;
}

/** What is asked at the nodes that are no tasks. */
const asks: Visitor<string> = {
  task: ({ task }) => task,
  sleep: () => 'slept',
  signal: ({ signal, take }) => `${take} ${signal}`,
  child: ({ workflow }) => `child ${workflow}`,
  childResult: () => 'result of child',
  fork: () => 'join',
};

function valueOf(content: Readable | undefined): string {
  if (content === undefined) return 'nothing';
  return 'value' in content ? shown(content.value) : content.unreadable;
}

/** Calls of each lane in the order of its history: one that was repeated after a crash is told once. */
class CallsByNode {
  readonly #calls = new Map<string, RecordedCall[]>();

  constructor(calls: readonly RecordedCall[]) {
    const seen = new Set<string>();
    for (const call of calls) {
      const key = `${laneOf(call)} ${call.node} ${call.attempt}`;
      const step = `${key} ${call.idempotencyKey}`;
      if (seen.has(step)) continue;
      seen.add(step);
      this.#calls.set(key, [...(this.#calls.get(key) ?? []), call]);
    }
  }

  next({ lane, node, attempt }: HistoryItem): RecordedCall | undefined {
    return this.#calls.get(`${lane} ${node} ${attempt}`)?.shift();
  }
}

/** The key of a step has its lane between the instance and its number. */
function laneOf({ idempotencyKey }: RecordedCall): string {
  return idempotencyKey.slice(idempotencyKey.indexOf('/') + 1, idempotencyKey.lastIndexOf('/'));
}

function shortened(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= mostLines) return rows;
  const half = mostLines / 2;
  return [...rows.slice(0, half), ['', '…', `${rows.length - mostLines} more`, ''], ...rows.slice(-half)];
}

function table(rows: readonly Row[]): string[] {
  const widthOf = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const [times, nodes] = [widthOf(0), widthOf(1)];
  return rows.map(([when, node, what, place]) => `  ${when.padStart(times)}  ${node.padEnd(nodes)}  ${what}${place && `  ${place}`}`);
}
