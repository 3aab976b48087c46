/** Where an instance stands: every lane with its node, what it waits for, and the values that are live there. */
import type { InstanceDescription, Lack, LaneDescription } from '@waystone/engine';
import { paintStatus } from '../terminal/status.js';
import { indent, indentation, layOut } from '../terminal/table.js';
import type { Sink } from '../terminal/terminal.js';
import { dateTime, fromNow } from '../terminal/time.js';
import { oneLine, readableLine } from '../terminal/value.js';

export function lanesOf(sink: Sink, { lanes }: InstanceDescription, now: number): string {
  return lanes.map((lane) => describeLane(sink, lane, now)).join('\n');
}

/** A lane's name: the main line, or the path of positions with the key that the author gave. */
export function laneName(lane: string, key?: string): string {
  const path = lane === '' ? 'main' : lane.slice(1);
  return key === undefined ? path : `${path} ${key}`;
}

function describeLane(sink: Sink, lane: LaneDescription, now: number): string {
  const node = lane.node === '' ? 'entry' : lane.node;
  const title = `${paintStatus(sink, lane.status)}  ${sink.paint('bold', laneName(lane.lane, lane.key))} at ${sink.paint('cyan', node)}`;
  const waiting = waitsFor(lane, now);
  const values = layOut(valueRows(sink, lane), sink.columns - 2 * indentation);
  return [waiting === undefined ? title : `${title}: ${waiting}`, ...(values === '' ? [] : [indent(values)])].join('\n');
}

function waitsFor(lane: LaneDescription, now: number): string | undefined {
  const until = lane.wakeAt === undefined ? undefined : `${dateTime(lane.wakeAt)} (${fromNow(lane.wakeAt, now)})`;
  switch (lane.status) {
    case 'running':
      return `attempt ${lane.attempt + 1}, worker ${lane.owner ?? '?'}`;
    case 'queued':
      return 'waits for its turn among the lanes of its fork';
    case 'parked':
      return parkedFor(lane, until);
    case 'ready':
      return notTaken(lane) ?? laterAttempt(lane);
    default:
      return laterAttempt(lane);
  }
}

function laterAttempt({ attempt }: LaneDescription): string | undefined {
  return attempt > 0 ? `attempt ${attempt + 1}` : undefined;
}

/** Why it does not go on though it could. */
function notTaken({ lacks, tags = [] }: LaneDescription): string | undefined {
  return lacks && `no worker takes it: ${lackings[lacks](tags)}`;
}

const lackings: { readonly [Kind in Lack]: (tags: readonly string[]) => string } = {
  worker: () => 'none is running',
  build: () => 'none of the build that started it is running',
  queue: () => 'none that is running serves its queue',
  tags: (tags) => `none that is running has the tags ${tags.join(', ')}`,
};

function parkedFor({ signal, child, setAside, attempt }: LaneDescription, until: string | undefined): string {
  if (setAside) return 'cannot go on, see its history; mend the cause, then `waystone resume`';
  if (signal !== undefined) return `waits for signal ${signal}${until === undefined ? '' : ` until ${until}`}`;
  if (child !== undefined && until === undefined) return `waits for child ${child}`;
  if (until === undefined) return 'waits for its lanes';
  return attempt > 0 ? `attempt ${attempt} failed, again at ${until}` : `sleeps until ${until}`;
}

const reachedNames: Partial<Record<LaneDescription['status'], string>> = { completed: 'result', failed: 'error', canceled: 'error' };

function valueRows(sink: Sink, { status, reachedWith, values }: LaneDescription): readonly (readonly string[])[] {
  const reachedName = reachedNames[status] ?? 'reached with';
  const reached: readonly (readonly [string, string])[] = reachedWith === undefined ? [] : [[reachedName, readableLine(reachedWith)]];
  const live = Object.entries(values).map(([name, value]) => [name, oneLine(value)] as const);
  return [...reached, ...live].map(([name, value]) => [sink.paint('dim', name), value]);
}
