/**
 * What a worker's commits leave in its log: a line for every step that is sent, those included that go with another one, and a
 * claim for every lane that a commit gave into its hands.
 */
import type { Store } from '@waystone/engine';
import type { ClaimLine, CommitLine, LaneEnded, Log, WorkerLine } from '../evidence/lines.ts';
import { digestOf } from '../evidence/lines.ts';

export type Claimed = Awaited<ReturnType<Store['claim']>>[number];
export type Step = Parameters<Store['commit']>[0];
type Result = Awaited<ReturnType<Store['commit']>>;
type Taker = Parameters<Store['takers']['add']>[0];
type StartRequest = Parameters<Taker['take']>[0];
type Taking = NonNullable<ReturnType<Taker['take']>>;
type StartResult = Awaited<ReturnType<Store['start']>>;
type NewLane = Extract<Step['then'], { readonly kind: 'fork' }>['lanes'][number];

/** A step that was sent, and the calls under which its lines are in the log. */
export interface Sent {
  readonly step: Step;
  readonly calls: readonly number[];
  /** The call of the step behind its join that goes with it. */
  readonly behind?: number;
}

/** A fork of which lanes came into the hands of this worker. */
interface Fork {
  readonly at: Omit<ClaimLine, 'at' | 'what' | 'epoch' | 'request' | 'ended'>;
  readonly lanes: number;
  readonly ended: Map<number, LaneEnded>;
  /** With those whose commit is under way. */
  readonly ending: Map<number, LaneEnded>;
}

/** Of a lane that its worker opens for itself. */
const firstEpoch = 1;

export class CommitWitness {
  readonly #log: Log<WorkerLine>;
  /** Whose instances the lanes are that were claimed. */
  readonly #instances = new Map<number, Pick<ClaimLine, 'uid' | 'instance'>>();
  /** By the lane that waits. */
  readonly #forks = new Map<string, Fork>();
  #calls = 0;

  constructor(log: Log<WorkerLine>) {
    this.#log = log;
  }

  learn(claimed: readonly Claimed[]): void {
    for (const { n, uid, instanceId } of claimed) this.#instances.set(n, { uid, instance: instanceId });
  }

  /** A worker of this process that takes what is started in it, with its first step if that is a task. */
  taker(taker: Taker): Taker {
    return {
      take: (request) => {
        const taking = taker.take(request);
        if (!taking) return undefined;
        const call = (this.#calls += 1);
        const started = beginningOf(request, taking);
        const { history } = taking.first ?? {};
        const attempt = history && { attempt: history.attempt };
        const isStep = taking.first !== undefined;
        if (isStep) this.#log.write({ what: 'commit', call, n: 0, uid: request.uid, ...started, seq: 0, then: 'keep', ...attempt });
        const settle = (result?: StartResult): void => {
          const isHeld = result?.heldSince !== undefined;
          if (isStep) this.#log.write({ what: 'committed', call, status: isHeld ? 'applied' : 'lost' });
          if (isHeld) this.#hold(request, { ...started, n: result.n });
          taking.settle(result);
        };
        return { ...taking, settle };
      },
    };
  }

  #hold({ uid, instanceId: instance }: StartRequest, started: ReturnType<typeof beginningOf> & { readonly n: number }): void {
    this.#instances.set(started.n, { uid, instance });
    this.#log.write({ what: 'claim', ...started, uid, instance, attempt: 0, request: 'none' });
  }

  /** Before it is sent. */
  send(step: Step, also: Pick<CommitLine, 'together'> = {}): Sent {
    const number = <Line>(line: Line) => ({ ...line, call: (this.#calls += 1) });
    // Steps that were put off are committed with the one that they lead to, and the first steps of lanes with their fork.
    const own = number({ ...commitLine(step), ...also });
    const before = (step.before ?? []).map((each) => number({ ...commitLine(each), leadsTo: own.call }));
    const first = firstSteps(step).map((line) => number({ ...line, fork: own.call }));
    const behind = step.behind && number({ ...commitLine(step.behind), behind: own.call });
    const sent = [...before, own, ...first];
    this.#log.write(...sent, ...(behind ? [behind] : []));
    this.#count(step, 'ending');
    return { step, calls: sent.map(({ call }) => call), ...(behind && { behind: behind.call }) };
  }

  /** The store has answered, or nobody knows. */
  answered({ step, calls, behind }: Sent, status: string, result?: Result | { readonly status: 'undone' }): void {
    this.#log.write(...calls.map((call) => ({ what: 'committed', call, status }) as const));
    const brought = result?.status === 'applied' ? result.brought : undefined;
    if (result?.status === 'applied') this.#count(step, 'ended');
    if (brought?.opened) this.#open(step);
    if (brought?.joined) this.#join(step, brought.joined, brought.wentOn ? 'ending' : 'ended');
    if (behind !== undefined) this.#log.write({ what: 'committed', call: behind, status: brought?.wentOn || !result ? status : 'lost' });
  }

  #open({ fence, then }: Step): void {
    const instance = this.#instances.get(fence.n);
    if (then.kind !== 'fork' || !instance) return;
    const at = { ...fence, ...instance, attempt: 0, seq: fence.seq + 1, node: then.node, digest: digestOf(then.envelope) };
    this.#forks.set(keyOf(fence), { at, lanes: then.lanes.length, ended: new Map(), ending: new Map() });
    const held = then.lanes.filter((lane) => lane.held);
    this.#log.write(
      ...held.map((lane) => ({ ...at, ...openedLane(fence, lane), what: 'claim', epoch: firstEpoch, request: 'none' }) as const),
    );
  }

  #count({ fence, then }: Step, as: 'ending' | 'ended'): void {
    if (then.kind !== 'end') return;
    const { parent, position } = placeOf(fence.lane);
    this.#forks.get(`${fence.n} ${parent}`)?.[as].set(position, { position, end: then.end, digest: digestOf(then.envelope) });
  }

  /** What its lanes gave is known here, or it is given back. */
  #join({ fence }: Step, { epoch, request }: Pick<ClaimLine, 'epoch' | 'request'>, as: 'ending' | 'ended'): void {
    const fork = this.#forks.get(`${fence.n} ${placeOf(fence.lane).parent}`);
    if (fork?.[as].size !== fork?.lanes || !fork) return;
    const ended = [...fork[as].values()].toSorted((one, other) => one.position - other.position);
    this.#log.write({ what: 'claim', ...fork.at, epoch, request, ended });
  }
}

/** The main line in the hands of who took it. */
function beginningOf({ envelope }: StartRequest, { owner, first }: Taking) {
  const standing = first ? { seq: 1, node: first.node } : { seq: 0, node: '' };
  return { lane: '', owner, epoch: firstEpoch, ...standing, digest: digestOf(first?.envelope ?? envelope) };
}

function keyOf({ n, lane }: { readonly n: number; readonly lane: string }): string {
  return `${n} ${lane}`;
}

/** Names of lanes say where they were opened. */
function placeOf(lane: string): { readonly parent: string; readonly position: number } {
  return { parent: lane.slice(0, Math.max(lane.lastIndexOf('/'), 0)), position: Number(lane.slice(lane.lastIndexOf('.') + 1)) };
}

function openedLane({ lane, seq }: Step['fence'], { position, first, envelope }: NewLane) {
  const standing = first ? { seq: 1, node: first.node } : { seq: 0, node: '' };
  return { lane: `${lane}/${seq + 1}.${position}`, ...standing, digest: digestOf(envelope) };
}

/** Lanes that begin with a task come to it with the commit that opens them. */
function firstSteps({ fence, then }: Step): readonly Omit<CommitLine, 'at' | 'call'>[] {
  if (then.kind !== 'fork') return [];
  return then.lanes.flatMap((lane) => {
    if (!lane.first) return [];
    const { history } = lane.first;
    const opened = { ...fence, ...openedLane(fence, lane), seq: 0, epoch: firstEpoch };
    return [{ what: 'commit', ...opened, then: 'keep', ...(history && { attempt: history.attempt }) } as const];
  });
}

function commitLine({ fence, then, history, consumed }: Step): Omit<CommitLine, 'at' | 'call'> {
  return {
    what: 'commit',
    ...fence,
    then: then.kind,
    ...(history && { attempt: history.attempt }),
    ...('end' in then && { end: then.end }),
    ...('envelope' in then && { digest: digestOf(then.envelope) }),
    ...('wakeAt' in then && { wakeAt: then.wakeAt }),
    ...('lanes' in then && { lanes: then.lanes.length }),
    ...(consumed !== undefined && { consumed }),
  };
}
