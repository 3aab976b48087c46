/** One measurement's surroundings: an empty database, the programs that use it, and a client of this process. */
import type { Store } from '@waystone/engine';
import { clients } from '../generated/index.js';
import type { Usage } from '../programs/worker.js';
import { openStore } from './place.js';
import type { Database, Place } from './place.js';
import { Program } from './program.js';

/** How much is measured. */
export interface Scale {
  /** Samples of a latency in one round. */
  readonly latencies: number;
  readonly idleSeconds: number;
  readonly dueTimers: number;
  readonly startsAtOnce: number;
  readonly parked: number;
  /** Instances that are ready while nobody works. */
  readonly ready: number;
  /** Steps of each of very many that are made one after the other. */
  readonly longSteps: number;
  /** Of which the cost of one is taken. */
  readonly costSteps: number;
}

export const workerName = 'measured worker';

export class Site {
  readonly place: Place;
  readonly store: Store;
  readonly clients: ReturnType<typeof clients>;
  readonly #profiles: string | undefined;
  readonly #programs: Program[] = [];
  #ids = 0;

  private constructor(place: Place, profiles: string | undefined) {
    this.place = place;
    this.#profiles = profiles;
    this.store = openStore(place.address, { applicationName: 'measuring client' });
    this.clients = clients(this.store);
  }

  static async open(database: Database, profiles?: string): Promise<Site> {
    return new Site(await database.makePlace(), profiles);
  }

  /** Starts a worker in a process of its own. */
  async worker(concurrency = 100): Promise<{ readonly usage: () => Promise<Usage>; readonly stop: () => Promise<void> }> {
    const program = await this.program('worker', { applicationName: workerName, concurrency });
    return { usage: () => program.ask<Usage>('usage'), stop: () => program.stop() };
  }

  async program(name: string, settings: object = {}): Promise<Program> {
    const profiles = this.#profiles;
    const script = new URL(`../programs/${name}.js`, import.meta.url);
    const options = { name, script, settings: { address: this.place.address, ...settings }, ...(profiles !== undefined && { profiles }) };
    const program = await Program.start(options);
    this.#programs.push(program);
    return program;
  }

  /** An id that no other instance here has. */
  nextId(): string {
    return `instance ${this.#ids++}`;
  }

  async close(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop()));
    await this.store.close();
    await this.place.discard();
  }
}

/** Long enough for a worker to have nothing under way; never a multiple of anything that it does regularly. */
export function rest(): Promise<void> {
  return pause(60 + Math.random() * 80);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
