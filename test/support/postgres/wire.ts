/**
 * A wire between a store and PostgreSQL that tests can slow down and cut: before a message reaches the server, or after,
 * so that its answer is lost.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** `before`: the server never gets the message; `within`: it gets the first part of it; `after`: its answer never comes. */
export type Cut = 'before' | 'within' | 'after';

export interface WireOptions {
  /** How long to keep back what was sent, in milliseconds. Default: not at all. */
  readonly delay?: () => number;
  /** Asked for everything that a store sends. Default: nothing is cut. */
  readonly cut?: (message: Buffer) => Cut | undefined;
  /** What the server gets instead of what a store sends, of the same length. Default: the same. */
  readonly rewrite?: (message: Buffer) => Buffer;
}

export class Wire {
  /** Leads to the same database through the wire. */
  readonly url: string;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  readonly #options: WireOptions;
  #target: URL;

  private constructor(server: Server, target: URL, options: WireOptions) {
    this.#server = server;
    this.#target = target;
    this.#options = options;
    const through = new URL(target);
    through.hostname = '127.0.0.1';
    through.port = `${(server.address() as AddressInfo).port}`;
    this.url = through.href;
  }

  static async open(url: string, options: WireOptions = {}): Promise<Wire> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const wire = new Wire(server, new URL(url), options);
    server.on('connection', (near) => wire.#join(near, connect(Number(wire.#target.port), wire.#target.hostname)));
    return wire;
  }

  /** From now on it leads to another server; what led to the one before is cut. */
  leadTo(url: string): void {
    this.#target = new URL(url);
    for (const socket of this.#sockets) socket.destroy();
  }

  /** What is connected stays so, and hears nothing any more; what connects later does. */
  freeze(): void {
    for (const socket of this.#sockets) socket.removeAllListeners('data').pause();
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  #join(near: Socket, far: Socket): void {
    const pair = [near, far];
    const end = (): void => {
      for (const socket of pair) {
        socket.destroy();
        this.#sockets.delete(socket);
      }
    };
    for (const socket of pair) {
      this.#sockets.add(socket.setNoDelay());
      socket.on('error', end);
      socket.on('close', end);
    }
    const answer = this.#later((message) => near.write(message));
    const { cut: cutAt = () => undefined, rewrite = (message) => message } = this.#options;
    const ask = this.#later((sent) => {
      const message = rewrite(sent);
      const cut = cutAt(message);
      if (cut === 'before') return end();
      if (cut === 'within') return void far.write(message.subarray(0, message.length / 2), end);
      far.write(message);
      if (cut === 'after') far.removeListener('data', answer).once('data', end);
    });
    far.on('data', answer);
    near.on('data', ask);
  }

  /** Keeps the order of messages. */
  #later(pass: (message: Buffer) => void): (message: Buffer) => void {
    const { delay } = this.#options;
    if (!delay) return pass;
    let last: Promise<void> | undefined;
    return (message) => {
      const ms = delay();
      if (ms === 0 && !last) return pass(message);
      const passed = (last ?? Promise.resolve()).then(() => sleep(ms)).then(() => pass(message));
      last = passed;
      void passed.then(() => {
        if (last === passed) last = undefined;
      });
    };
  }
}
