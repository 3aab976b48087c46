/**
 * The only doors for time, chance, ids and the machine's processes. Everything else in the engine takes them from here, so that a simulation
 * can own them. `Date.now`, `new Date()`, `Math.random`, `randomUUID`, `setTimeout`, `setInterval`
 * and `setImmediate` are banned elsewhere.
 */
import { randomUUID } from 'node:crypto';
import { machineProcesses } from './processes.js';

/** Milliseconds since the epoch. */
export type Instant = number;

/** Time. */
export interface Clock {
  /** The time now. */
  now(): Instant;
  /** Calls `wake` once `ms` have passed; any length (beyond 2³¹ ms too). Returns a function that cancels it. */
  after(ms: number, wake: () => void): () => void;
}

/** Chance. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}

/** Ids. */
export interface Ids {
  /** An id that nobody else has. */
  next(): string;
}

/** The processes of this machine. */
export interface Processes {
  /** Where a process id means the same process: this machine since it was started; in a container, the container. */
  readonly host: string;
  /** The id of this process. */
  readonly pid: number;
  /** `false` only if `host` certainly has no process of that id. */
  isAlive(pid: number): boolean;
}

/** Everything through which time, chance, ids and processes come in. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly processes: Processes;
  /** Calls `work` when everything that is due in this turn of the event loop has run; takes no time. */
  readonly soon: (work: () => void) => void;
}

const longestTimeoutMs = 2 ** 31 - 1;

function after(ms: number, wake: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    timer = setTimeout(
      () => (left > longestTimeoutMs ? arm(left - longestTimeoutMs) : wake()),
      Math.min(Math.max(left, 0), longestTimeoutMs),
    );
  };
  arm(ms);
  return () => clearTimeout(timer);
}

/** The machine's own clock, chance, ids and processes. */
export const systemPorts: Ports = {
  clock: { now: () => Date.now(), after },
  random: { next: () => Math.random() },
  ids: { next: () => randomUUID() },
  processes: machineProcesses,
  soon: (work) => void setImmediate(work),
};
