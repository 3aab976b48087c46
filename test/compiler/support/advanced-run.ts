/** One instance in the hands of the interpreter alone; see `run-by-advance.ts`. */
import { assert, CanceledError, ChildCanceledError, InstanceExistsError, InstanceNotFoundError, SignalTimeoutError } from '@waystone/core';
import type { ChildReference } from '@waystone/core';
import { memberName } from '@waystone/core/graph';
import { isDecided, nameField, type JoinRule, type JoinTerms, type Program } from '@waystone/core/runtime';
import { type Codec } from '../../../packages/engine/src/codec/index.js';
import type { Advanced, Next, OpenedLane } from '../../../packages/engine/src/interpreter/action.js';
import { advance } from '../../../packages/engine/src/interpreter/advance.js';
import { atEntry, type Continuation, type LaneEntry } from '../../../packages/engine/src/interpreter/continuation.js';
import { openContinuation, sealContinuation } from '../../../packages/engine/src/interpreter/envelope.js';
import type { Event, LaneOutcome } from '../../../packages/engine/src/interpreter/event.js';
import { joinLanes } from '../../../packages/engine/src/interpreter/join-outcome.js';
import type { Case } from './case.js';
import { describeError, type Outcome } from './observed.js';
import { present, type Member } from './programs.js';
import type { Household, LoadedMember } from './run-by-advance.js';

interface Lane {
  readonly entry: LaneEntry;
  node: string;
  envelope: Uint8Array;
  /** The lane that forked it, and its position there. */
  readonly parent?: { readonly lane: Lane; readonly position: number };
  fork?: Fork;
  /** When a sleep or a receive ends by itself. */
  wakeAt?: number | undefined;
  /** The signal it waits for. */
  signal?: string | undefined;
  /** The run of the child that it waits for; `isOwn`: that it started, and that is canceled with it. */
  child?: { readonly run: AdvancedRun; readonly isOwn: boolean; isCanceled: boolean } | undefined;
}

interface Fork {
  readonly lanes: readonly Lane[];
  readonly waiting: Lane[];
  /** Outcomes by position. */
  readonly ended: (Uint8Array | undefined)[];
  /** Positions in the order in which the lanes ended. */
  readonly order: number[];
  readonly rule: JoinRule;
  succeeded: number;
  failed: number;
}

/** A signal on its way to a lane, which gives it back if it is canceled first. */
interface Received {
  readonly name: string;
  readonly envelope: Uint8Array;
}

type Happening = { readonly [K in Event['kind']]: Omit<Extract<Event, { kind: K }>, 'at'> }[Event['kind']];

export const startOfTime = 1_700_000_000_000;

/** What tells an instance from all others, and from earlier ones with its id. */
interface Identity {
  readonly id: string;
  readonly uid: string;
}

/** One instance. */
export class AdvancedRun {
  readonly id: string;
  readonly uid: string;
  readonly #household: Household;
  readonly #member: LoadedMember;
  readonly #codec: Codec;
  #build: Member;
  readonly #ready: { readonly lane: Lane; readonly happening: Happening; readonly received?: Received }[] = [];
  readonly #parked = new Set<Lane>();
  readonly #buffered = new Map<string, Uint8Array[]>();
  #script: { readonly at: number; readonly name: string; readonly envelope: Uint8Array }[] = [];
  readonly #main: Lane = { entry: { fork: null, lane: 0 }, node: atEntry, envelope: new Uint8Array() };
  /** The sealed outcome of the main line. */
  outcome: Uint8Array | undefined;

  constructor(household: Household, member: LoadedMember, { id, uid }: Identity) {
    this.#household = household;
    this.#member = member;
    this.id = id;
    this.uid = uid;
    this.#codec = member.codec;
    this.#build = member;
  }

  private get program(): Program {
    return this.#build.program;
  }

  enter(input: unknown): void {
    this.#main.envelope = this.#seal({ node: atEntry, value: input, kept: {} });
    this.#ready.push({ lane: this.#main, happening: { kind: 'entered' } });
  }

  expect(signals: NonNullable<Case['signals']>): void {
    this.#script = signals.map(({ at, name, value }) => ({ at: startOfTime + at, name, envelope: this.#codec.seal(value) }));
  }

  get isReady(): boolean {
    return this.#ready.length > 0;
  }

  /** When something happens here by itself. */
  get nextAt(): number {
    return this.outcome ? Infinity : Math.min(this.#script[0]?.at ?? Infinity, this.#timer()?.wakeAt ?? Infinity);
  }

  async step(): Promise<void> {
    const next = present(this.#ready.shift());
    this.#build = this.#household.nextBuild(this.#member);
    await this.#step(next.lane, next.happening);
  }

  describe(): Outcome {
    const outcome = this.#codec.open(present(this.outcome)) as LaneOutcome;
    return outcome.status === 'completed' ? { value: outcome.value } : { error: describeError(outcome.error) };
  }

  // ── steps ──────────────────────────────────────────────────────────────────────────────────────────────────────

  async #step(lane: Lane, happening: Happening): Promise<void> {
    const continuation = openContinuation(this.#codec, lane.node, lane.envelope);
    const event = { ...happening, at: this.#household.now } as Event;
    const advanced = advance(this.program, this.#instance(), lane.entry, continuation, event);
    for (const { status, value } of advanced.published) this.#household.published.push({ status, value: this.#copy(value) });
    if (advanced.continuation) {
      lane.node = advanced.continuation.node;
      lane.envelope = this.#seal(advanced.continuation);
    }
    await this.#act(lane, advanced.next, advanced);
  }

  #instance(): object {
    const { graph } = this.program;
    const instance = new this.#build.Class() as unknown as Record<string, object>;
    for (const name of [...graph.signals, ...Object.keys(graph.statuses)]) nameField(present(instance[memberName(graph, name)]), name);
    return instance;
  }

  #act(lane: Lane, next: Next, { continuation }: Advanced): Promise<void> | void {
    switch (next.kind) {
      case 'perform':
        return this.#perform(lane, next.task);
      case 'sleep':
        return this.#park(lane, { wakeAt: next.wakeAt });
      case 'receive':
        return this.#receive(lane, next, continuation?.node ?? '');
      case 'fork':
        return this.#fork(lane, next);
      case 'startChild':
        return this.#startChild(lane, next, present(continuation));
      case 'awaitChild':
        return this.#awaitChild(lane, next.reference);
      case 'never':
        return this.#park(lane, {});
      case 'end':
        return this.#end(lane, next.outcome);
    }
  }

  async #perform(lane: Lane, task: string): Promise<void> {
    const { value } = openContinuation(this.#codec, lane.node, lane.envelope);
    this.#household.calls.push({ task, args: this.#copy(value as unknown[]) });
    const instance = this.#instance() as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const perform = present(instance[memberName(this.program.graph, task)]);
    try {
      const result = await perform.apply(instance, value as unknown[]);
      this.#happen(lane, { kind: 'fulfilled', value: this.#copy(result) });
    } catch (error) {
      this.#happen(lane, { kind: 'rejected', error: this.#copy(error) });
    }
  }

  #happen(lane: Lane, happening: Happening, received?: Received): void {
    lane.wakeAt = undefined;
    lane.signal = undefined;
    lane.child = undefined;
    this.#parked.delete(lane);
    this.#ready.push({ lane, happening, ...(received && { received }) });
  }

  // ── time and signals ───────────────────────────────────────────────────────────────────────────────────────────

  #park(lane: Lane, until: Pick<Lane, 'wakeAt' | 'signal' | 'child'>): void {
    Object.assign(lane, until);
    this.#parked.add(lane);
  }

  #receive(lane: Lane, { signal, wakeAt }: Extract<Next, { kind: 'receive' }>, node: string): void {
    const buffered = this.#buffered.get(signal)?.shift();
    if (buffered) return this.#give(lane, { name: signal, envelope: buffered });
    const place = this.program.graph.nodes[node];
    if (place?.kind === 'signal' && place.take === 'poll') return this.#happen(lane, { kind: 'fulfilled', value: undefined });
    this.#park(lane, { signal, wakeAt });
  }

  #timer(): Lane | undefined {
    const timers = [...this.#parked].filter(({ wakeAt }) => wakeAt !== undefined);
    return timers.toSorted((one, other) => (one.wakeAt ?? 0) - (other.wakeAt ?? 0))[0];
  }

  /** What is next by itself happens. */
  pass(): void {
    const timer = this.#timer();
    if ((this.#script[0]?.at ?? Infinity) <= (timer?.wakeAt ?? Infinity)) return this.#send();
    const { signal } = present(timer);
    this.#happen(
      present(timer),
      signal === undefined ? { kind: 'fulfilled', value: undefined } : { kind: 'rejected', error: new SignalTimeoutError(signal) },
    );
  }

  #send(): void {
    const { name, envelope } = present(this.#script.shift());
    this.#deliver({ name, envelope }, 'last');
  }

  #deliver(received: Received, place: 'first' | 'last'): void {
    const { name, envelope } = received;
    const receiver = [...this.#parked].find(({ signal }) => signal === name);
    const buffered = this.#buffered.get(name) ?? [];
    if (receiver) this.#give(receiver, received);
    else this.#buffered.set(name, place === 'first' ? [envelope, ...buffered] : [...buffered, envelope]);
  }

  #give(lane: Lane, received: Received): void {
    this.#happen(lane, { kind: 'fulfilled', value: this.#codec.open(received.envelope) }, received);
  }

  // ── children ───────────────────────────────────────────────────────────────────────────────────────────────────

  #startChild(lane: Lane, { workflow, input, plan, until }: Extract<Next, { kind: 'startChild' }>, standing: Continuation): void {
    const { reference, run } = this.#household.start(workflow, input, plan.id);
    lane.envelope = this.#seal({ ...standing, value: reference });
    if (!run) return this.#happen(lane, { kind: 'rejected', error: new InstanceExistsError(reference.instanceId) });
    if (until === 'start') return this.#happen(lane, { kind: 'fulfilled', value: reference });
    this.#park(lane, { child: { run, isOwn: true, isCanceled: false } });
  }

  #awaitChild(lane: Lane, reference: ChildReference): void {
    const run = this.#household.find(reference);
    if (!run) return this.#happen(lane, { kind: 'rejected', error: new InstanceNotFoundError(reference.instanceId) });
    this.#park(lane, { child: { run, isOwn: false, isCanceled: false } });
    if (run.outcome) this.childEnded(run);
  }

  childEnded(child: AdvancedRun): void {
    for (const lane of [...this.#parked]) if (lane.child?.run === child) this.#happen(lane, this.#endOf(child, lane.child.isCanceled));
  }

  #endOf(child: AdvancedRun, isCanceled: boolean): Happening {
    const outcome = child.#codec.open(present(child.outcome)) as LaneOutcome;
    if (outcome.status === 'completed') return { kind: 'fulfilled', value: outcome.value };
    if (outcome.status === 'failed') return { kind: 'rejected', error: outcome.error };
    return { kind: 'rejected', error: isCanceled ? new CanceledError() : new ChildCanceledError(child.id) };
  }

  // ── forks ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #fork(parent: Lane, { lanes, concurrency, rule }: Extract<Next, { kind: 'fork' }>): void {
    const opened = lanes.map((lane, position) => this.#openLane(lane, parent, position));
    const counts = { ended: opened.map(() => undefined), order: [], succeeded: 0, failed: 0 };
    parent.fork = { lanes: opened, waiting: opened.slice(concurrency ?? opened.length), rule, ...counts };
    for (const lane of opened.slice(0, concurrency ?? opened.length)) this.#ready.push({ lane, happening: { kind: 'entered' } });
  }

  #openLane({ entry, continuation }: OpenedLane, parent: Lane, position: number): Lane {
    return { entry, node: continuation.node, envelope: this.#seal(continuation), parent: { lane: parent, position } };
  }

  #end(lane: Lane, outcome: LaneOutcome): void {
    if (!lane.parent) {
      this.outcome = this.#codec.seal(outcome);
      this.#ready.length = 0;
      this.#parked.clear();
      return this.#household.ended(this);
    }
    const { lane: parent, position } = lane.parent;
    const fork = present(parent.fork);
    this.#count(fork, position, outcome);
    const waiting = fork.waiting.shift();
    if (waiting) this.#ready.push({ lane: waiting, happening: { kind: 'entered' } });
    if (fork.ended.every((envelope) => envelope !== undefined)) this.#join(parent, fork);
  }

  /** What decides the join cancels the other lanes: those that have not begun end at once, those that wait see it there. */
  #count(fork: Fork, position: number, outcome: LaneOutcome): void {
    const wasDecided = isDecided(fork.rule, fork.succeeded, fork.failed);
    fork.ended[position] = this.#codec.seal(outcome);
    fork.order.push(position);
    if (outcome.status === 'completed') fork.succeeded += 1;
    if (outcome.status === 'failed') fork.failed += 1;
    if (wasDecided || !isDecided(fork.rule, fork.succeeded, fork.failed)) return;
    for (const lane of fork.waiting.splice(0))
      this.#count(fork, present(lane.parent).position, { status: 'canceled', error: new CanceledError() });
    this.#cancelInside(fork);
  }

  #cancelInside({ lanes, ended }: Fork): void {
    for (const [index, lane] of lanes.entries()) if (!ended[index]) this.#cancel(lane);
  }

  #cancel(lane: Lane): void {
    if (lane.fork && this.#isAtFork(lane)) return this.#cancelInside(lane.fork);
    if (lane.child?.isOwn) {
      lane.child.isCanceled = true;
      return lane.child.run.#cancel(lane.child.run.#main);
    }
    if (this.#parked.has(lane)) return this.#happen(lane, { kind: 'rejected', error: new CanceledError() });
    const index = this.#ready.findIndex((ready) => ready.lane === lane);
    if (index < 0) return;
    const [replaced] = this.#ready.splice(index, 1, { lane, happening: { kind: 'rejected', error: new CanceledError() } });
    if (replaced?.received) this.#deliver(replaced.received, 'first');
  }

  #isAtFork(lane: Lane): boolean {
    return this.program.graph.nodes[lane.node]?.kind === 'fork' && !this.#ready.some((ready) => ready.lane === lane);
  }

  #join(parent: Lane, { ended, order }: Fork): void {
    const ends = ended.map((envelope, position) => {
      return { position, ordinal: order.indexOf(position), outcome: this.#codec.open(present(envelope)) as LaneOutcome };
    });
    delete parent.fork;
    const fork = this.program.graph.nodes[parent.node];
    assert(fork?.kind === 'fork', 'lanes were joined where there is no fork');
    const { value } = openContinuation(this.#codec, parent.node, parent.envelope);
    const { outcome } = joinLanes(fork, value as JoinTerms | undefined, ends);
    this.#ready.push({ lane: parent, happening: { kind: 'joined', outcome } });
  }

  // ── envelopes ──────────────────────────────────────────────────────────────────────────────────────────────────

  #seal(continuation: Continuation): Uint8Array {
    return sealContinuation(this.#codec, continuation, 'value', this.program.graph.slots);
  }

  #copy<T>(value: T): T {
    return this.#codec.open(this.#codec.seal(value)) as T;
  }
}
