/**
 * Tells other processes through `NOTIFY` what changed.
 *
 * Always: behind the commit of a transaction of our own, never within it, where notices make all commits of a server wait for each other. What
 * comes after a rest is sent with the commit, and the server takes it next; else one `NOTIFY` is under way at a time and the next one gathers; they
 * rest in between. One that is lost is made up for by
 * polling. Stores that cannot listen announce all the same: poolers pass it on to those who can.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import pg from 'pg';
import type { Pool } from 'pg';
import type { Notice } from '../notices.js';
import type { Schema } from '../schema.js';
import { followUp } from './connection.js';
import type { Send } from './connection.js';
import type { PostgresSettings } from './options.js';

/** Other processes get this; `from`: who it is from. */
export interface Announcement {
  readonly from: string;
  readonly notices: readonly Notice[];
}

const restMs = 5;
/** `NOTIFY` takes 8,000 bytes. */
const longestPayload = 7_000;
/** The server's limit for names, in bytes. */
const longestName = 63;
/** SQLSTATE of an engine that has no `NOTIFY`. */
const undefinedFunction = '42883';
const anything: readonly Notice[] = [{ kind: 'external' }];

export class Announcer {
  /** Tells this store from others. */
  readonly id: string;
  readonly channel: string;
  readonly #settings: PostgresSettings;
  readonly #gathered = new Map<string, Notice>();
  #isBusy = false;
  #underWay: Promise<void> = Promise.resolve();
  /** The engine has no `NOTIFY`. */
  #isMute = false;
  #knowsWhetherMute: boolean;

  constructor(
    settings: PostgresSettings,
    private readonly pool: Pool,
  ) {
    this.#settings = settings;
    this.#knowsWhetherMute = settings.listen;
    this.id = settings.ports.ids.next();
    this.channel = channelOf(settings.schema);
  }

  announce(notices: readonly Notice[]): void {
    if (this.#isMute) return;
    this.#gather(notices);
    if (!this.#isBusy) void this.#send(() => this.#notifyOfGathered());
  }

  /**
   * Sends them right behind what the connection commits next. Gives whether it does: else they are to be announced once that is durable.
   * If nothing comes of it after all, they were sent in vain, which does no harm.
   */
  async announceBehind(db: Kysely<Schema>, notices: readonly Notice[]): Promise<boolean> {
    if (!this.#settings.listen || this.#isMute || this.#isBusy || notices.length === 0) return false;
    await db.executeQuery(followUp((send) => void this.#send(() => this.#follow(notices, send))));
    return true;
  }

  /**
   * Tells with the commit of a transaction that was begun elsewhere, since nobody here learns of it. To this store too: it
   * has not heard of it.
   */
  async announceWithin(db: Kysely<Schema>, notices: readonly Notice[]): Promise<void> {
    if (notices.length === 0 || (await this.#findOutWhetherMute())) return;
    await sql`select pg_catalog.pg_notify(${this.channel}, ${payloadOf('', notices)})`.execute(db);
  }

  /** Resolves once everything is sent, or was tried to be: a process that ends at once has told what it did. */
  async close(): Promise<void> {
    await this.#underWay;
    if (this.#gathered.size > 0) await this.#notifyOfGathered();
  }

  async #send(notify: () => Promise<void>): Promise<void> {
    this.#isBusy = true;
    this.#underWay = notify();
    await this.#underWay;
    this.#settings.ports.clock.after(restMs, () => {
      this.#isBusy = false;
      if (this.#gathered.size > 0) void this.#send(() => this.#notifyOfGathered());
    });
  }

  #gather(notices: readonly Notice[]): void {
    for (const notice of notices) this.#gathered.set(JSON.stringify(notice), notice);
  }

  /** The connection may be lost with the answer to a commit that has happened: then they are sent again, over another one. */
  async #follow(notices: readonly Notice[], send: Send): Promise<void> {
    if (!(await this.#notify(payloadOf(this.id, notices), send)) && !this.#isMute) this.#gather(notices);
  }

  async #notifyOfGathered(): Promise<void> {
    const payload = payloadOf(this.id, [...this.#gathered.values()]);
    this.#gathered.clear();
    await this.#notify(payload);
  }

  /** Gives whether it was sent. */
  async #notify(payload: string, send: Send = (query) => this.pool.query(query)): Promise<boolean> {
    try {
      await send({ text: 'select pg_catalog.pg_notify($1, $2)', values: [this.channel, payload] });
      this.#knowsWhetherMute = true;
      return true;
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === undefinedFunction) this.#isMute = this.#knowsWhetherMute = true;
      return false;
    }
  }

  /** Outside of the transaction of somebody else, which a mistake would undo. */
  async #findOutWhetherMute(): Promise<boolean> {
    if (!this.#knowsWhetherMute) await this.#notify(payloadOf(this.id, []));
    return this.#isMute || !this.#knowsWhetherMute;
  }
}

/** Different schemas have different ones. */
function channelOf(schema: string): string {
  const channel = `waystone ${schema}`;
  return Buffer.byteLength(channel) <= longestName ? channel : `waystone ${createHash('sha256').update(schema).digest('base64url')}`;
}

function payloadOf(from: string, notices: readonly Notice[]): string {
  const payload = JSON.stringify({ from, notices } satisfies Announcement);
  if (Buffer.byteLength(payload) <= longestPayload) return payload;
  return JSON.stringify({ from, notices: anything } satisfies Announcement);
}
