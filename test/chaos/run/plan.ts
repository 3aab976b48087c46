/**
 * The plan of a run: which instances are started and how each is disturbed, and which faults come in which order.
 * All of it follows from the seed. When a fault meets what, real processes decide.
 */
import type { Chance } from '../../support/chance.ts';
import { scenarios } from '../scenarios/index.ts';
import type { Draft } from '../scenarios/scenario.ts';

/** An instance, what is asked of it, and what must come of it. JSON, so that it can be handed to a client process. */
export interface Case extends Draft {
  readonly id: string;
  readonly workflow: string;
  readonly cancelAfterMs?: number;
  readonly pause?: { readonly afterMs: number; readonly forMs: number };
  readonly terminateAfterMs?: number;
  /** What operators ask besides. A cancel only where one is planned anyway. */
  readonly requests?: readonly OperatorRequest[];
  /** Its signals are sent before anybody knows whether it has started, and one when it has ended. */
  readonly isHasty?: true;
  /** Started anew with `terminateExisting`. */
  readonly restartAfterMs?: number;
  /** How many clients play it at once. */
  readonly clients: number;
}

export interface OperatorRequest {
  readonly verb: 'cancel' | 'pause' | 'resume';
  readonly afterMs: number;
}

export function drawCase(chance: Chance, seed: number, index: number): Case {
  const { workflow, draw } = chance.of(scenarios);
  const id = `${workflow}-${seed}-${index}`;
  const draft = draw(chance, id);
  const isPlayedTwice = chance.happens(0.2);
  const { restartAfterMs, ...disturbance } = drawDisturbance(chance);
  const restart = draft.onlyOnce || restartAfterMs === undefined ? {} : { restartAfterMs };
  // Two who start it anew may each send half of the signals to the other's instance.
  const clients = isPlayedTwice && !('restartAfterMs' in restart && draft.signals.length > 1) ? 2 : 1;
  return { id, workflow, ...draft, clients, ...disturbance, ...restart };
}

function drawDisturbance(chance: Chance): Pick<Case, 'cancelAfterMs' | 'pause' | 'restartAfterMs'> {
  const afterMs = chance.below(1_500);
  const forMs = chance.below(1_500);
  return chance.of([{}, {}, {}, {}, {}, {}, {}, { cancelAfterMs: afterMs }, { pause: { afterMs, forMs } }, { restartAfterMs: afterMs }]);
}

interface Faults {
  /** A worker dies, another takes its place. */
  readonly 'kill worker': { readonly worker: number };
  /** A worker is asked to stop, and does so in order; another takes its place. */
  readonly 'retire worker': { readonly worker: number };
  /** A worker stands still for longer than its lease, then goes on. */
  readonly 'stop worker': { readonly worker: number; readonly forMs: number };
  /** A client dies, and another plays its cases. */
  readonly 'kill client': { readonly client: number };
  /** The server ends sessions: those that a share of them falls on; which, chance decides there. */
  readonly 'end sessions': { readonly share: number };
  /** The next messages to the server, or their answers, are cut off. */
  readonly 'cut wire': { readonly cut: 'before' | 'within' | 'after'; readonly times: number };
  /** The server ends with no time to say good-bye, and recovers. */
  readonly 'crash server': object;
  /** The server shuts down in order, and comes back. */
  readonly 'restart server': object;
}

export type FaultKind = keyof Faults;

/** A fault, and how long after the one before it comes. */
export type Fault = { readonly [Kind in FaultKind]: { readonly kind: Kind; readonly afterMs: number } & Faults[Kind] }[FaultKind];

export interface Crew {
  readonly workers: number;
  readonly clients: number;
  readonly leaseMs: number;
  readonly hasServer: boolean;
}

const ofProcesses: readonly FaultKind[] = [
  ...(['kill worker', 'kill worker', 'kill worker', 'retire worker', 'stop worker', 'stop worker', 'kill client'] as const),
];
const ofServer: readonly FaultKind[] = [
  ...(['end sessions', 'end sessions', 'cut wire', 'cut wire', 'cut wire', 'crash server', 'restart server'] as const),
];

/** Faults without end. Every so many of them have every kind, in an order of their own. */
export function* drawFaults(chance: Chance, crew: Crew): Generator<Fault, never> {
  for (;;) {
    const kinds = crew.hasServer ? [...ofProcesses, ...ofServer] : [...ofProcesses];
    while (kinds.length > 0) for (const kind of kinds.splice(chance.below(kinds.length), 1)) yield drawFault(kind, chance, crew);
  }
}

function drawFault(kind: FaultKind, chance: Chance, { workers, clients, leaseMs }: Crew): Fault {
  const afterMs = chance.between(200, 1_200);
  switch (kind) {
    case 'kill worker':
    case 'retire worker':
      return { kind, afterMs, worker: chance.below(workers) };
    case 'stop worker':
      return { kind, afterMs, worker: chance.below(workers), forMs: leaseMs + chance.between(500, leaseMs) };
    case 'kill client':
      return { kind, afterMs, client: chance.below(clients) };
    case 'end sessions':
      return { kind, afterMs, share: chance.next() };
    case 'cut wire':
      return { kind, afterMs, cut: chance.of(['before', 'within', 'after']), times: chance.between(1, 4) };
    case 'crash server':
    case 'restart server':
      return { kind, afterMs };
  }
}

/** For people: `stop worker 2, for 3000 ms`. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'kill worker':
    case 'retire worker':
      return `${fault.kind} ${fault.worker}`;
    case 'stop worker':
      return `${fault.kind} ${fault.worker}, for ${fault.forMs} ms`;
    case 'kill client':
      return `${fault.kind} ${fault.client}`;
    case 'end sessions':
      return `${fault.kind}, ${Math.round(fault.share * 100)} %`;
    case 'cut wire':
      return `${fault.kind} ${fault.cut} the message, ${fault.times} times`;
    case 'crash server':
    case 'restart server':
      return fault.kind;
  }
}
