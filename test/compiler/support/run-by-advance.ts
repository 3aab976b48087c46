/**
 * Runs a compiled program step by step with the interpreter alone. Nothing of a step survives in memory: continuations,
 * results, signals and outcomes are sealed when it ends and opened when the next one begins, and every step has a new
 * instance of the class.
 */
import { assert, CanceledError, SignalTimeoutError } from '@waystone/core';
import { isDecided, nameField, type JoinRule, type JoinTerms, type Program } from '@waystone/core/runtime';
import { createCodec, type Codec } from '../../../packages/engine/src/codec/index.js';
import type { Advanced, Next, OpenedLane } from '../../../packages/engine/src/interpreter/action.js';
import { advance } from '../../../packages/engine/src/interpreter/advance.js';
import { atEntry, type Continuation, type LaneEntry } from '../../../packages/engine/src/interpreter/continuation.js';
import { openContinuation, sealContinuation } from '../../../packages/engine/src/interpreter/envelope.js';
import type { Event, LaneOutcome } from '../../../packages/engine/src/interpreter/event.js';
import { joinLanes } from '../../../packages/engine/src/interpreter/join-outcome.js';
import type { Case } from './case.js';
import { describeError, type Observed, type Outcome, type Publication, type TaskCall } from './observed.js';
import type { WorkflowClass } from './run-plainly.js';

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

const startOfTime = 1_700_000_000_000;

export async function runByAdvance(Class: WorkflowClass, program: Program, scripted: Case): Promise<Observed> {
  return new Run(Class, program, scripted).run();
}

class Run {
  readonly #codec: Codec;
  readonly #calls: TaskCall[] = [];
  readonly #published: Publication[] = [];
  readonly #ready: { readonly lane: Lane; readonly happening: Happening; readonly received?: Received }[] = [];
  readonly #parked = new Set<Lane>();
  readonly #buffered = new Map<string, Uint8Array[]>();
  readonly #script: { readonly at: number; readonly name: string; readonly envelope: Uint8Array }[];
  #now = startOfTime;
  #outcome: Outcome | undefined;

  constructor(
    private readonly Class: WorkflowClass,
    private readonly program: Program,
    { input, signals = [] }: Case,
  ) {
    this.#codec = createCodec({ errors: program.errors });
    this.#script = signals.map(({ at, name, value }) => ({ at: startOfTime + at, name, envelope: this.#codec.seal(value) }));
    const main: Lane = { entry: { fork: null, lane: 0 }, node: atEntry, envelope: this.#seal({ node: atEntry, value: input, kept: {} }) };
    this.#ready.push({ lane: main, happening: { kind: 'entered' } });
  }

  async run(): Promise<Observed> {
    while (!this.#outcome) {
      const next = this.#ready.shift();
      if (next) await this.#step(next.lane, next.happening);
      else this.#pass();
    }
    return { outcome: this.#outcome, calls: this.#calls, published: this.#published };
  }

  // ── steps ──────────────────────────────────────────────────────────────────────────────────────────────────────

  async #step(lane: Lane, happening: Happening): Promise<void> {
    const continuation = openContinuation(this.#codec, lane.node, lane.envelope);
    const event = { ...happening, at: this.#now } as Event;
    const advanced = advance(this.program, this.#instance(), lane.entry, continuation, event);
    for (const { status, value } of advanced.published) this.#published.push({ status, value: this.#copy(value) });
    if (advanced.continuation) {
      lane.node = advanced.continuation.node;
      lane.envelope = this.#seal(advanced.continuation);
    }
    await this.#act(lane, advanced.next, advanced);
  }

  #instance(): object {
    const instance = new this.Class() as unknown as Record<string, object>;
    for (const name of [...this.program.graph.signals, ...Object.keys(this.program.graph.statuses)])
      nameField(present(instance[name]), name);
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
      case 'never':
        return this.#park(lane, {});
      case 'end':
        return this.#end(lane, next.outcome);
    }
  }

  async #perform(lane: Lane, task: string): Promise<void> {
    const { value } = openContinuation(this.#codec, lane.node, lane.envelope);
    this.#calls.push({ task, args: this.#copy(value as unknown[]) });
    const perform = present((this.#instance() as Record<string, (...args: unknown[]) => Promise<unknown>>)[task]);
    try {
      const result = await perform.apply(this.#instance(), value as unknown[]);
      this.#happen(lane, { kind: 'fulfilled', value: this.#copy(result) });
    } catch (error) {
      this.#happen(lane, { kind: 'rejected', error: this.#copy(error) });
    }
  }

  #happen(lane: Lane, happening: Happening, received?: Received): void {
    lane.wakeAt = undefined;
    lane.signal = undefined;
    this.#parked.delete(lane);
    this.#ready.push({ lane, happening, ...(received && { received }) });
  }

  // ── time and signals ───────────────────────────────────────────────────────────────────────────────────────────

  #park(lane: Lane, until: Pick<Lane, 'wakeAt' | 'signal'>): void {
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

  /** Moves on to the next thing that happens by itself. */
  #pass(): void {
    const [script] = this.#script;
    const [timer] = [...this.#parked]
      .flatMap((lane) => (lane.wakeAt === undefined ? [] : { lane, at: lane.wakeAt }))
      .toSorted((one, other) => one.at - other.at);
    if (script && script.at <= (timer?.at ?? Infinity)) return this.#send();
    if (!timer) throw new Error('the program waits for something that never comes');
    this.#now = Math.max(this.#now, timer.at);
    const { signal } = timer.lane;
    this.#happen(
      timer.lane,
      signal === undefined ? { kind: 'fulfilled', value: undefined } : { kind: 'rejected', error: new SignalTimeoutError(signal) },
    );
  }

  #send(): void {
    const { at, name, envelope } = present(this.#script.shift());
    this.#now = at;
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
      this.#outcome =
        outcome.status === 'completed' ? { value: this.#copy(outcome.value) } : { error: describeError(this.#copy(outcome.error)) };
      return;
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

function present<T>(value: T | undefined): T {
  assert(value !== undefined, 'the run lost something');
  return value;
}
