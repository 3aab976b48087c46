/** Where one contender meets one workload: an empty database, and processes that end with it. */
import type { Place } from '../../measure/src/site/place.js';
import { Program } from '../../measure/src/site/program.js';
import type { Role } from './contender.js';
import type { Entrant } from './lineup.js';
import type { Settings } from './serve.js';
import type { Running } from './services/restate-server.js';

export interface ProgramOptions {
  readonly leaseMs?: number;
}

export class Arena {
  readonly #programs: Program[] = [];

  private constructor(
    readonly entrant: Entrant,
    readonly place: Place,
    private readonly service: Running | undefined,
  ) {}

  static async open(entrant: Entrant, place: Place): Promise<Arena> {
    if (place.address.kind === 'postgres') await entrant.prepare?.(place.address.url);
    return new Arena(entrant, place, await entrant.startService?.());
  }

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
