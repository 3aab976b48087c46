/** Where processes run one after the other: what the plan has for a place meets whichever is there. */
import type { Deed, Fault } from '../plan/faults.js';
import type { StatementKind } from './connection.js';

export interface PlaceOptions {
  readonly name: string;
  /** Processes of one host can be seen to be gone. */
  readonly host: string;
  /** How often it is chosen to go on, in proportion to the others. */
  readonly weight: number;
  /** How far its clock is ahead of that of the database. */
  readonly skewMs: number;
}

export class Place {
  readonly name: string;
  readonly host: string;
  readonly weight: number;
  readonly skewMs: number;
  readonly #faults: readonly Fault[];
  readonly #counts = { statement: 0, commit: 0, start: 0 };

  constructor({ name, host, weight, skewMs }: PlaceOptions, faults: readonly Fault[]) {
    this.name = name;
    this.host = host;
    this.weight = weight;
    this.skewMs = skewMs;
    this.#faults = faults.filter(({ place }) => place === name);
  }

  /** Counts the statements of its processes, and the commits apart from them. */
  meet(kind: StatementKind, side: Fault['side']): readonly Deed[] {
    if (side === 'before') {
      this.#counts.statement += 1;
      if (kind === 'commit') this.#counts.commit += 1;
    }
    return this.#faults.filter((fault) => fault.side === side && this.#isNow(fault, kind)).map(({ deed }) => deed);
  }

  /** Counts the starts of its processes. */
  meetStart(): readonly Deed[] {
    this.#counts.start += 1;
    return this.#faults.filter(({ on, nth }) => on === 'start' && this.#counts.start === nth).map(({ deed }) => deed);
  }

  #isNow({ on, nth }: Fault, kind: StatementKind): boolean {
    return (on === 'statement' || kind === on) && this.#counts[on] === nth;
  }
}
