/**
 * Hears what other processes announce: one connection that listens, made anew when it breaks, and a slow poll as the
 * safety net, which alone has to do where sessions do not last.
 *
 * Always: whoever begins to listen, also again, is told that anything may have changed.
 */
import pg from 'pg';
import type { Notice } from '../notices.js';
import type { Announcement } from './announcer.js';
import type { PostgresSettings } from './options.js';
import { clientConfig } from './pool.js';

interface ListenerOptions {
  readonly settings: PostgresSettings;
  readonly channel: string;
  /** Whose announcements are our own. */
  readonly from: string;
  readonly heard: (notice: Notice) => void;
}

const external: Notice = { kind: 'external' };
const firstRestMs = 100;
const longestRestMs = 5_000;

/** Gives how to stop. */
export function watchNotices(options: ListenerOptions): () => void {
  const stopPolling = poll(options);
  if (!options.settings.listen) return stopPolling;
  const listener = new Listener(options);
  void listener.connect();
  return () => {
    stopPolling();
    listener.stop();
  };
}

function poll({ settings: { ports, pollInterval }, heard }: ListenerOptions): () => void {
  let cancel = (): void => {};
  const turn = (): void => {
    heard(external);
    cancel = ports.clock.after(pollInterval, turn);
  };
  cancel = ports.clock.after(pollInterval, turn);
  return () => cancel();
}

class Listener {
  readonly #options: ListenerOptions;
  #client: pg.Client | undefined;
  #isStopped = false;
  #restMs = firstRestMs;
  #cancelRest = (): void => {};

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  async connect(): Promise<void> {
    const { settings, channel, heard } = this.#options;
    const client = new pg.Client(clientConfig(settings));
    this.#client = client;
    client.on('error', () => undefined);
    client.on('end', () => this.#reconnect(client));
    client.on('notification', ({ payload }) => this.#hear(payload));
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch {
      return this.#reconnect(client);
    }
    if (this.#isStopped) return void client.end();
    this.#restMs = firstRestMs;
    heard(external);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelRest();
    void this.#client?.end().catch(() => undefined);
  }

  #reconnect(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    void client.end().catch(() => undefined);
    if (this.#isStopped) return;
    const { clock } = this.#options.settings.ports;
    this.#cancelRest = clock.after(this.#restMs, () => void this.connect());
    this.#restMs = Math.min(this.#restMs * 2, longestRestMs);
  }

  #hear(payload: string | undefined): void {
    const { from, notices } = JSON.parse(payload ?? '') as Announcement;
    if (from !== this.#options.from) notices.forEach(this.#options.heard);
  }
}
