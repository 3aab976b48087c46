/** What processes hear of each other's writes: in a while, or never, and then a slow poll has to do. */
import type { Notice } from '../../../packages/engine/src/store/notices.js';
import { watchWrites } from '../../../packages/engine/src/store/sqlite/watch.js';
import type { Chance } from '../../support/chance.js';
import type { VirtualProcess } from './process.js';
import type { Scheduler } from './scheduler.js';

/** What one process hears of the others. */
interface Ear {
  /** How often others have written. */
  writes: number;
  readonly hear: () => void;
}

/** Longest time until a notice arrives. */
const latestNoticeMs = 40;

export class SimulatedNotices {
  readonly #lost: number;
  readonly #chance: Chance;
  readonly #ears = new Map<VirtualProcess, Ear>();

  /** @param lost The share of them that never arrive. */
  constructor(lost: number, chance: Chance) {
    this.#lost = lost;
    this.#chance = chance;
  }

  /** As `Dialect.watch`. */
  watch(process: VirtualProcess, scheduler: Scheduler, heard: (notice: Notice) => void): () => void {
    let isOnItsWay = false;
    const arrive = (): void => {
      isOnItsWay = false;
      heard({ kind: 'external' });
    };
    const hear = (): void => {
      if (isOnItsWay || this.#chance.happens(this.#lost)) return;
      isOnItsWay = true;
      scheduler.after(process.actor, this.#chance.below(latestNoticeMs), { what: 'notice', go: arrive });
    };
    const ear: Ear = { writes: 0, hear };
    this.#ears.set(process, ear);
    // Of the real watch of a file the slow poll is left.
    const stop = watchWrites({
      path: 'nowhere',
      clock: process.ports.clock,
      version: () => ear.writes,
      changed: () => heard({ kind: 'external' }),
    });
    return () => {
      this.forget(process);
      stop();
    };
  }

  forget(process: VirtualProcess): void {
    this.#ears.delete(process);
  }

  /** It has written. */
  tellOthers(writer: VirtualProcess): void {
    for (const [process, ear] of this.#ears) {
      if (process === writer) continue;
      ear.writes += 1;
      ear.hear();
    }
  }
}
