/**
 * Random walks: instances fork, wait, retry and end while signals, cancels, pauses and lost workers come in between,
 * one by one or in one transaction. After every move the store must be consistent, and in the end everything ends.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClaimedLane } from '../../../packages/engine/src/store/store.js';
import { expectConsistent } from '../support/consistency.js';
import { end, Lab, leaseMs, next, order, textOf } from '../support/lab.js';
import type { MakeStore } from '../support/lab.js';
import { thenOf } from '../support/steps.js';

const instances = ['a', 'b'] as const;
const signals = ['go', 'stop'] as const;

const move = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('step' as const), choices: fc.array(fc.nat(80), { minLength: 1, maxLength: 6 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('send' as const), to: fc.constantFrom(...instances), name: fc.constantFrom(...signals) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('cancel' as const, 'pause' as const, 'resume' as const),
      to: fc.constantFrom(...instances),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('lose' as const, 'release' as const, 'pass' as const) }) },
);
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

class Walk {
  #held: readonly ClaimedLane[] = [];
  #worker = 0;
  #sent = 0;
  readonly #received = new Map<string, number>();

  constructor(private readonly lab: Lab) {}

  async begin(): Promise<void> {
    this.#worker = await this.lab.store.join({ name: 'walk', graphs: [order], leaseMs });
    await Promise.all(instances.map((id) => this.lab.start(id)));
  }

  async take(one: Move): Promise<void> {
    await this.#act(one);
    this.#held = [...this.#held, ...(await this.lab.claim(100, this.#worker))];
    await this.#assertConsistent();
  }

  async #act(one: Move): Promise<void> {
    const { lab } = this;
    if (one.kind === 'step') await this.#step(one.choices);
    else if (one.kind === 'send') await lab.send(one.to, one.name, `${this.#sent++}`);
    else if (one.kind === 'pass') lab.clock.pass(25);
    else if (one.kind === 'lose') await this.#lose();
    else if (one.kind === 'release') await this.#release();
    else if ('to' in one) await lab.store[one.kind](one.to);
  }

  /** As many held lanes as there are choices make a step, in one transaction. */
  async #step(choices: readonly number[]): Promise<void> {
    const now = this.lab.clock.now();
    const stepping = this.#held.slice(0, choices.length);
    const kept = await Promise.all(
      stepping.map(async (lane, index) => {
        const then = thenOf(choices[index] ?? 0, lane, now);
        const isCanceled = lane.request === 'cancel';
        const receives = !isCanceled && lane.signal !== undefined && then.kind !== 'retry';
        const result = await this.lab.commit(lane, then, {
          ...(receives && { consumed: lane.signal.sid }),
          ...(isCanceled && { cancelDelivered: true }),
        });
        // A lane that another one in the same transaction canceled gives its signal back.
        if (result.status === 'lost') expect(receives && lane.lane !== '', 'a held lane was lost').toBe(true);
        else if (receives) this.#count(lane);
        const { signal: _received, ...rest } = lane;
        return result.status === 'applied' && result.kept ? [{ ...rest, ...next(lane), request: result.request }] : [];
      }),
    );
    this.#held = [...this.#held.slice(choices.length), ...kept.flat()];
  }

  #count(lane: ClaimedLane): void {
    const value = textOf(lane.signal?.envelope);
    this.#received.set(value, (this.#received.get(value) ?? 0) + 1);
    expect(this.#received.get(value), 'a signal is received once').toBe(1);
  }

  async #lose(): Promise<void> {
    this.lab.clock.pass(leaseMs);
    expect(await this.lab.store.reclaim()).toBe(this.#held.length);
    this.#held = [];
    this.#worker = await this.lab.store.join({ name: 'walk', graphs: [order], leaseMs });
  }

  async #release(): Promise<void> {
    await Promise.all(this.#held.map((lane) => this.lab.store.release(lane)));
    this.#held = [];
  }

  async #isAlive(): Promise<boolean> {
    return (await this.lab.store.list({ status: ['ready', 'running', 'parked', 'paused'], limit: 1 })).length > 0;
  }

  async #assertConsistent(): Promise<void> {
    for (const id of instances) await expectConsistent(this.lab.store, id);
  }

  /** Everything that is held ends, and so on, until nothing is left. Lanes in cleanup may wait for signals; they get them. */
  async drain(): Promise<void> {
    for (const id of instances) await this.lab.store.resume(id);
    for (let rounds = 0; rounds < 30 && (await this.#isAlive()); rounds++) {
      for (const id of instances) {
        await this.lab.store.cancel(id);
        for (const name of signals) await this.lab.send(id, name, 'late');
      }
      this.#held = [...this.#held, ...(await this.lab.claim(100, this.#worker))];
      await Promise.all(this.#held.map((lane) => this.lab.commit(lane, end('canceled'))));
      this.#held = [];
      this.lab.clock.pass(100);
    }
    expect((await this.lab.store.list({})).map(({ status }) => status)).toEqual(['canceled', 'canceled']);
  }
}

export function exerciseInterleavings(makeStore: MakeStore): void {
  describe('interleavings', () => {
    test('leave the store consistent, and everything ends', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(move, { maxLength: 60 }), async (moves) => {
          const lab = await Lab.open(makeStore);
          const walk = new Walk(lab);
          await walk.begin();
          for (const one of moves) await walk.take(one);
          await walk.drain();
          await lab.store.close();
        }),
        { numRuns: 60 },
      );
    });
  });
}
