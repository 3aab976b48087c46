/** A class as plain code in memory, and what its calls mean in the other scopes. */
import {
  ConcurrencyInvalidError,
  ContextOutsideTaskError,
  DurationInvalidError,
  PlainOnlyError,
  SignalTimeoutError,
  WaitOutsideFlowError,
  context,
  join,
  runPlain,
  signal,
  sleep,
  sleepUntil,
  status,
  type PlainClock,
} from '@waystone/core';
import { currentScope, inFlowScope, inTaskScope, isSignal, isStatus, nameField, type TaskScope } from '@waystone/core/runtime';
import { describe, expect, test } from 'vitest';

/** Time that passes when it is told to. */
class ManualClock implements PlainClock {
  time = 1_000;
  readonly #timers = new Set<{ readonly at: number; readonly wake: () => void }>();

  now = (): number => this.time;
  after = (ms: number, wake: () => void): (() => void) => {
    const timer = { at: this.time + ms, wake };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  get pending(): number {
    return this.#timers.size;
  }

  pass(ms: number): void {
    this.time += ms;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.time)) {
      this.#timers.delete(timer);
      timer.wake();
    }
  }
}

describe('signals', () => {
  test('are buffered, first in first out', async () => {
    const approval = signal<number>();
    approval.send(1);
    approval.send(2);
    expect([await approval.receive(), await approval.poll(), await approval.poll()]).toEqual([1, 2, undefined]);
  });

  test('go to those who wait, in the order in which they began', async () => {
    const approval = signal<number>();
    const waits = [approval.receive(), approval.receive()];
    approval.send(1);
    approval.send(2);
    expect(await Promise.all(waits)).toEqual([1, 2]);
  });

  test('a wait that gave up takes nothing', async () => {
    const clock = new ManualClock();
    const approval = signal<number>();
    nameField(approval, 'approval');
    const wait = runPlain({ clock }, () => approval.receive({ timeout: '1s' }));
    clock.pass(1_000);
    await expect(wait).rejects.toThrow(SignalTimeoutError);
    await expect(wait).rejects.toMatchObject({ signal: 'approval' });
    approval.send(1);
    expect(await approval.receive({ timeout: 5 })).toBe(1);
  });

  test('a wait that got its value leaves no timer', async () => {
    const clock = new ManualClock();
    const approval = signal<number>();
    const wait = runPlain({ clock }, () => approval.receive({ timeout: '1s' }));
    approval.send(7);
    expect(await wait).toBe(7);
    expect(clock.pending).toBe(0);
  });

  test('an impossible timeout', async () => {
    await expect(signal().receive({ timeout: 'never' as never })).rejects.toThrow(DurationInvalidError);
  });
});

test('statuses keep the value and tell whoever watches', () => {
  const seen: unknown[] = [];
  const stage = status('new');
  nameField(stage, 'stage');
  expect(stage.get()).toBe('new');
  runPlain({ onPublish: (name, value) => seen.push([name, value]) }, () => stage.set('paid'));
  expect(stage.get()).toBe('paid');
  expect(seen).toEqual([['stage', 'paid']]);
});

test('sleeps end when their time has come', async () => {
  const clock = new ManualClock();
  const woken: string[] = [];
  const sleeping = runPlain({ clock }, async () => {
    await sleep('1s');
    woken.push('for');
    await sleepUntil(clock.now() + 500);
    woken.push('until');
    await sleepUntil(new Date(0));
    woken.push('past');
  });
  const ticks = [999, 1, 500, 0];
  const after: string[][] = [];
  for (const ms of ticks) {
    clock.pass(ms);
    await Promise.resolve()
      .then(() => {})
      .then(() => {})
      .then(() => {});
    after.push([...woken]);
  }
  await sleeping;
  expect(after).toEqual([[], ['for'], ['for', 'until'], ['for', 'until', 'past']]);
});

test('the machine’s own clock', async () => {
  await sleep(1);
  await sleepUntil(new Date());
});

describe('joins', () => {
  const later = async <T>(value: T): Promise<T> => value;
  const failing = async (message: string): Promise<never> => {
    throw new Error(message);
  };

  test('by name, by position, over a list', async () => {
    expect(await join({ b: later(1), a: later(2) })).toEqual({ b: 1, a: 2 });
    expect(await join([later(1), later('x')])).toEqual([1, 'x']);
    expect(await join([1, 2].map(later), { concurrency: 1 })).toEqual([1, 2]);
    expect(await join([])).toEqual([]);
  });

  test('all: the first failure rejects', async () => {
    await expect(join([later(1), failing('a'), failing('b')])).rejects.toThrow('a');
  });

  test('settled: every outcome', async () => {
    expect(await join({ good: later(1), bad: failing('a') }, { mode: 'settled' })).toEqual({
      good: { status: 'fulfilled', value: 1 },
      bad: { status: 'rejected', reason: new Error('a') },
    });
  });

  test('an impossible concurrency', async () => {
    await expect(join([failing('a')], { concurrency: 0 })).rejects.toThrow(ConcurrencyInvalidError);
  });
});

describe('context', () => {
  test('in a plain run', () => {
    const first = runPlain({ instanceId: 'order-1' }, context);
    expect(first).toMatchObject({ instanceId: 'order-1', attempt: 1 });
    expect(first.signal.aborted).toBe(false);
    expect(context().idempotencyKey).not.toBe(context().idempotencyKey);
  });
});

describe('in a task', () => {
  const published: unknown[] = [];
  const scope: TaskScope = {
    context: { ...context(), instanceId: 'order-7' },
    publish: (name, value) => published.push([name, value]),
  };

  test('context is the task’s, also after an await', async () => {
    const id = await inTaskScope(scope, async () => {
      await Promise.resolve();
      return context().instanceId;
    });
    expect(id).toBe('order-7');
    expect(currentScope().kind).toBe('plain');
  });

  test('statuses are published at once', () => {
    const progress = status(0);
    nameField(progress, 'progress');
    inTaskScope(scope, () => progress.set(50));
    expect(published).toEqual([['progress', 50]]);
  });

  test('waits are refused', async () => {
    const approval = signal();
    for (const wait of [
      () => sleep(1),
      () => sleepUntil(1),
      () => approval.receive(),
      () => approval.poll(),
      () => join([Promise.reject(new Error('a'))]),
    ]) {
      await expect(inTaskScope<Promise<unknown>>(scope, wait)).rejects.toThrow(WaitOutsideFlowError);
    }
  });

  test('what is for plain runs is refused', () => {
    expect(() => inTaskScope(scope, () => signal().send())).toThrow(PlainOnlyError);
    expect(() => inTaskScope(scope, () => status(1).get())).toThrow(PlainOnlyError);
  });
});

describe('in code between waits', () => {
  const scope = { publish: () => {} };
  test('waits and context are refused', async () => {
    await expect(inFlowScope(scope, () => sleep(1))).rejects.toThrow(WaitOutsideFlowError);
    expect(() => inFlowScope(scope, context)).toThrow(ContextOutsideTaskError);
  });

  test('the scope ends with the code, also when it throws', () => {
    expect(() =>
      inFlowScope(scope, () => {
        throw new Error('a');
      }),
    ).toThrow('a');
    expect(currentScope().kind).toBe('plain');
  });
});

test('fields are recognized', () => {
  expect([isSignal(signal()), isStatus(signal()), isSignal(status(1)), isStatus(status(1)), isSignal({}), isStatus(null)]).toEqual([
    true,
    false,
    false,
    true,
    false,
    false,
  ]);
});
