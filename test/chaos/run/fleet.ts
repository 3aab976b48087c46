/** The workers and clients of a run: a process in every place, whatever happens to the one before. */
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import type { Settings } from '../processes/settings.ts';
import type { Case } from './plan.ts';
import { Process } from './process.ts';
import type { Guard, Said } from './process.ts';

export interface FleetOptions {
  readonly folder: string;
  readonly settings: Omit<Settings, 'log'>;
  readonly guard: Guard;
  readonly onFailure: (problem: string) => void;
}

interface Hand {
  readonly process: Process;
  /** Resolved once it works. */
  readonly ready: Promise<void>;
}

/** Places of one kind of process. */
class Places<Occupant> {
  readonly #program: 'worker' | 'client';
  readonly #options: FleetOptions;
  readonly #occupants: Occupant[] = [];
  #started = 0;

  constructor(program: 'worker' | 'client', options: FleetOptions) {
    this.#program = program;
    this.#options = options;
  }

  get all(): readonly Occupant[] {
    return this.#occupants;
  }

  at(place: number): Occupant {
    const occupant = this.#occupants[place];
    if (occupant === undefined) throw new Error(`nobody is in place ${place}`);
    return occupant;
  }

  put(place: number, occupant: Occupant): void {
    this.#occupants[place] = occupant;
  }

  /** Starts a process with a log of its own; gives it, and resolves `ready` once it works. */
  start(hears: (said: Said) => void): Hand {
    const { folder, settings, guard, onFailure } = this.#options;
    const log = join(folder, `${this.#program}-${String((this.#started += 1)).padStart(3, '0')}.jsonl`);
    let isReady = (): void => {};
    const ready = new Promise<void>((resolve) => (isReady = resolve));
    const process = new Process(
      {
        program: this.#program,
        settings: { ...settings, log } satisfies Settings,
        output: join(folder, 'processes.log'),
        hears: (said) => (said === 'ready' ? isReady() : hears(said)),
        onFailure,
      },
      guard,
    );
    return { process, ready };
  }
}

export class Workers {
  readonly #places: Places<Hand>;
  readonly #stopped = new Map<Process, Promise<void>>();
  readonly #retiring = new Set<Promise<void>>();
  readonly #onFailure: FleetOptions['onFailure'];

  constructor(options: FleetOptions) {
    this.#onFailure = options.onFailure;
    this.#places = new Places('worker', options);
  }

  /** Resolves once the worker in that place works. */
  async start(place: number): Promise<void> {
    const hand = this.#places.start(() => undefined);
    this.#places.put(place, hand);
    await hand.ready;
  }

  /** Another takes its place; it is not waited for. */
  async kill(place: number): Promise<void> {
    await this.#places.at(place).process.end('SIGKILL');
    void this.start(place);
  }

  /** Another takes its place while it stops in order; neither is waited for. */
  retire(place: number): void {
    const retiring = this.#retire(this.#places.at(place)).finally(() => this.#retiring.delete(retiring));
    this.#retiring.add(retiring);
    void this.start(place);
  }

  async #retire({ process, ready }: Hand): Promise<void> {
    await ready;
    const code = await process.end('SIGTERM');
    if (code !== 0) this.#onFailure(`worker ${process.pid} was asked to stop and ended with ${code}`);
  }

  /** For that long, unless it is stopped already. */
  stop(place: number, forMs: number): void {
    const { process } = this.#places.at(place);
    if (this.#stopped.has(process)) return;
    process.stop();
    const over = sleep(forMs).then(() => {
      process.goOn();
      this.#stopped.delete(process);
    });
    this.#stopped.set(process, over);
  }

  /** Lets all stop in order. Gives their exit codes. */
  async end(): Promise<readonly (number | null)[]> {
    await Promise.all([...this.#stopped.values(), ...this.#retiring, ...this.#places.all.map(({ ready }) => ready)]);
    return Promise.all(this.#places.all.map(({ process }) => process.end('SIGTERM')));
  }
}

interface Player extends Hand {
  readonly cases: Map<string, Case>;
}

export class Clients {
  readonly #places: Places<Player>;
  readonly #onPlayed: (id: string) => void;

  constructor(options: FleetOptions, onPlayed: (id: string) => void) {
    this.#places = new Places('client', options);
    this.#onPlayed = onPlayed;
  }

  async start(place: number): Promise<void> {
    const cases = new Map<string, Case>();
    const { process, ready } = this.#places.start((said) => {
      if (said !== 'ready' && cases.delete(said.played)) this.#onPlayed(said.played);
    });
    this.#places.put(place, { process, cases, ready });
    await ready;
  }

  /** Lets the client in that place play the case. */
  play(place: number, one: Case): void {
    const { process, cases, ready } = this.#places.at(place);
    cases.set(one.id, one);
    void ready.then(() => process.tell(one));
  }

  /** Another plays its cases from their beginning. */
  async kill(place: number): Promise<void> {
    const { process, cases, ready } = this.#places.at(place);
    await ready;
    await process.end('SIGKILL');
    void this.start(place);
    for (const one of cases.values()) this.play(place, one);
  }

  async end(): Promise<readonly (number | null)[]> {
    await Promise.all(this.#places.all.map(({ ready }) => ready));
    return Promise.all(this.#places.all.map(({ process }) => process.end('SIGTERM')));
  }
}
