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
import { createClient } from './client-config.js';

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
/** How long the server may take to say that it is still there. */
const answerMs = 5_000;
/** How often to ask what others did, where nobody can tell it. */
const deafPollMs = 1_000;

/** What servers say that have no LISTEN: not supported, a syntax error. */
const unknownCommand: ReadonlySet<string> = new Set(['0A000', '42601']);

/** Gives how to stop. */
export function watchNotices(options: ListenerOptions): () => void {
  const { listen, pollInterval } = options.settings;
  const poll = new Poll(options, pollInterval);
  if (!listen) return () => poll.stop();
  const listener = new Listener(options, () => poll.hurry(deafPollMs));
  void listener.connect();
  return () => {
    poll.stop();
    listener.stop();
  };
}

class Poll {
  readonly #options: ListenerOptions;
  #intervalMs: number;
  #cancel = (): void => {};

  constructor(options: ListenerOptions, intervalMs: number) {
    this.#options = options;
    this.#intervalMs = intervalMs;
    this.#goOn();
  }

  /** No slower than this, from now on. */
  hurry(intervalMs: number): void {
    this.#intervalMs = Math.min(this.#intervalMs, intervalMs);
    this.#cancel();
    this.#goOn();
  }

  stop(): void {
    this.#cancel();
  }

  #goOn(): void {
    const { settings, heard } = this.#options;
    this.#cancel = settings.ports.clock.after(this.#intervalMs, () => {
      this.#goOn();
      heard(external);
    });
  }
}

class Listener {
  readonly #options: ListenerOptions;
  #client: pg.Client | undefined;
  #isStopped = false;
  #restMs = firstRestMs;
  #cancel = (): void => {};

  /** `onRefused`: the server has no LISTEN. */
  constructor(
    options: ListenerOptions,
    private readonly onRefused: () => void,
  ) {
    this.#options = options;
  }

  async connect(): Promise<void> {
    const { settings, channel, heard } = this.#options;
    const client = createClient(settings);
    this.#client = client;
    client.on('end', () => this.#reconnect(client));
    client.on('notification', ({ payload }) => this.#hear(payload));
    try {
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      return this.#failed(client, error);
    }
    if (this.#isStopped) return void client.end();
    this.#restMs = firstRestMs;
    this.#watchOver(client);
    heard(external);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
    void this.#client?.end().catch(() => undefined);
  }

  #failed(client: pg.Client, error: unknown): void {
    if (!(error instanceof pg.DatabaseError) || !unknownCommand.has(error.code ?? '')) return this.#reconnect(client);
    this.stop();
    this.onRefused();
  }

  #reconnect(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#cancel();
    void client.end().catch(() => undefined);
    if (this.#isStopped) return;
    const { clock } = this.#options.settings.ports;
    this.#cancel = clock.after(this.#restMs, () => void this.connect());
    this.#restMs = Math.min(this.#restMs * 2, longestRestMs);
  }

  /** A connection that only listens does not notice that the other side is gone, or that something in between forgot it. */
  #watchOver(client: pg.Client): void {
    const { ports, pollInterval } = this.#options.settings;
    this.#cancel = ports.clock.after(pollInterval, () => {
      this.#cancel = ports.clock.after(answerMs, () => void client.end().catch(() => undefined));
      client.query('select 1').then(
        () => this.#answered(client),
        () => this.#reconnect(client),
      );
    });
  }

  #answered(client: pg.Client): void {
    this.#cancel();
    if (this.#client === client && !this.#isStopped) this.#watchOver(client);
  }

  #hear(payload: string | undefined): void {
    const { from, notices } = announcementOf(payload) ?? { from: '', notices: [external] };
    if (from !== this.#options.from) notices.forEach(this.#options.heard);
  }
}

const kinds: ReadonlySet<unknown> = new Set<Notice['kind']>(['ready', 'requests', 'changed', 'external']);

function isNotice({ kind, ...rest }: Notice): boolean {
  return kinds.has(kind) && (kind !== 'changed' || ('instanceId' in rest && typeof rest.instanceId === 'string'));
}

/** Undefined: it is not ours. Whoever may use the database may announce anything. */
export function announcementOf(payload: string | undefined): Announcement | undefined {
  try {
    const { from, notices } = JSON.parse(payload ?? '') as Announcement;
    return typeof from === 'string' && Array.isArray(notices) && notices.every(isNotice) ? { from, notices } : undefined;
  } catch {
    return undefined;
  }
}
