/**
 * Tells other processes through `NOTIFY` what changed.
 *
 * Always: after the commit, never within it, where notices make all commits of a server wait for each other. One
 * `NOTIFY` is under way at a time and the next one gathers; they rest in between. One that is lost is made up for by
 * polling.
 */
import type { Pool } from 'pg';
import type { Notice } from '../notices.js';
import type { PostgresSettings } from './options.js';

/** Other processes get this; `from`: who it is from. */
export interface Announcement {
  readonly from: string;
  readonly notices: readonly Notice[];
}

const restMs = 5;
/** `NOTIFY` takes 8,000 bytes. */
const longestPayload = 7_000;
/** The server's limit for names. */
const longestName = 63;
const anything: readonly Notice[] = [{ kind: 'external' }];

export class Announcer {
  /** Tells this store from others. */
  readonly id: string;
  readonly channel: string;
  readonly #settings: PostgresSettings;
  readonly #gathered = new Map<string, Notice>();
  #isBusy = false;

  constructor(
    settings: PostgresSettings,
    private readonly pool: Pool,
  ) {
    this.#settings = settings;
    this.id = settings.ports.ids.next();
    this.channel = `waystone ${settings.schema}`.slice(0, longestName);
  }

  announce(notices: readonly Notice[]): void {
    if (!this.#settings.listen) return;
    for (const notice of notices) this.#gathered.set(JSON.stringify(notice), notice);
    if (!this.#isBusy) void this.#send();
  }

  async #send(): Promise<void> {
    this.#isBusy = true;
    const payload = this.#payload([...this.#gathered.values()]);
    this.#gathered.clear();
    await this.pool.query('select pg_notify($1, $2)', [this.channel, payload]).catch(() => undefined);
    this.#settings.ports.clock.after(restMs, () => {
      this.#isBusy = false;
      if (this.#gathered.size > 0) void this.#send();
    });
  }

  #payload(notices: readonly Notice[]): string {
    const payload = JSON.stringify({ from: this.id, notices } satisfies Announcement);
    if (Buffer.byteLength(payload) <= longestPayload) return payload;
    return JSON.stringify({ from: this.id, notices: anything } satisfies Announcement);
  }
}
