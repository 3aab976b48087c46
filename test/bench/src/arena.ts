/** Where one contender meets workloads: an empty database, and processes that end with it. */
import type { Database, Place } from '../../measure/src/site/place.js';
import { Program } from '../../measure/src/site/program.js';
import type { Role } from './contender.js';
import type { Entrant } from './lineup.js';
import type { Settings } from './serve.js';
import type { Running } from './services/restate-server.js';

export interface ProgramOptions {
  readonly leaseMs?: number;
}

const warmingStarts = 5;

export class Arena {
  readonly #programs: Program[] = [];
  #together: Promise<Program> | undefined;
  #apart: Promise<Program> | undefined;

  private constructor(
    readonly entrant: Entrant,
    private readonly database: Database,
    readonly place: Place,
    private readonly service: Running | undefined,
  ) {}

  static async open(entrant: Entrant, database: Database): Promise<Arena> {
    const place = await database.makePlace();
    try {
      if (place.address.kind === 'postgres') await entrant.prepare?.(place.address.url);
      return new Arena(entrant, database, place, await entrant.startService?.());
    } catch (error) {
      await place.discard();
      throw error;
    }
  }

  /** Where the same contender meets an empty database once more. */
  another(): Promise<Arena> {
    return Arena.open(this.entrant, this.database);
  }

  /** The process with both a client and a worker. */
  together(): Promise<Program> {
    return (this.#together ??= this.program('both'));
  }

  /** The process with a client, beside one with a worker; both have done something already. */
  apart(): Promise<Program> {
    return (this.#apart ??= this.#openApart());
  }

  async #openApart(): Promise<Program> {
    await this.program('worker');
    const client = await this.program('client');
    await client.ask('starts', warmingStarts);
    return client;
  }

  /** One more process. */
  async program(role: Role, { leaseMs }: ProgramOptions = {}): Promise<Program> {
    const settings: Settings = { address: this.place.address, role, leaseMs, service: this.service?.service };
    const program = await Program.start({ name: this.entrant.title, script: this.entrant.script, settings });
    this.#programs.push(program);
    return program;
  }

  /** Ends everything at once: what is measured has been measured. */
  async close(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.kill()));
    await this.service?.stop();
    await this.place.discard();
  }
}
