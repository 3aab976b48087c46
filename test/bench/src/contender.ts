/**
 * What takes part in a comparison: the same five workflows, written as each system's documentation advises.
 *
 * Always: a contender does what its workflows say and nothing else; what is asked of it and how it is timed is written once,
 * in `serve.ts`, for all of them.
 */
import type { Marks } from '../../measure/src/programs/marks.js';
import type { Address } from '../../measure/src/site/place.js';

/** The workflows, and what an instance of each is given. */
export interface Inputs {
  /** So many trivial steps one after the other. Each marks that it ran and gives `value` back. */
  readonly chain: { readonly steps: number; readonly value: string };
  /** So many forks of so many trivial lanes, joined, with a step that marks before, between and after them. */
  readonly fan: { readonly lanes: number; readonly times: number };
  /** One step, which gives the time at which it ran. */
  readonly prompt: null;
  /** Waits for a signal, then the same. */
  readonly signaled: null;
  /** Sleeps until a time (milliseconds since 1970), then the same. */
  readonly sleeper: number;
}

export type Kind = keyof Inputs;

export interface Started {
  /** Resolves with the result once the instance has ended. */
  readonly result: () => Promise<unknown>;
}

export interface Contender {
  readonly start: <K extends Kind>(kind: K, id: string, input: Inputs[K]) => Promise<Started>;
  /** To an instance of `signaled`. */
  readonly signal: (id: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A process has a worker, or a client, or both. */
export type Role = 'both' | 'worker' | 'client';

export interface Opening {
  /** Where to store what must last. */
  readonly address: Address;
  readonly role: Role;
  readonly marks: Marks;
  /** For how long a worker that was killed holds what it had begun, where that can be chosen. Milliseconds. */
  readonly leaseMs: number | undefined;
  /** What `Surroundings` gave. */
  readonly service: Service | undefined;
}

/** A server beside the database that a contender needs. */
export interface Service {
  readonly ingress: string;
  readonly admin: string;
  /** Where the process with the workflows must listen. */
  readonly port: number;
}

export type Open = (opening: Opening) => Promise<Contender>;

/** How many instances one worker carries out at once, wherever that can be chosen. */
export const concurrency = 1_000;
