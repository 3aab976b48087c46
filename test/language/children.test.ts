/** Children of plain runs: objects that run in memory. */
import {
  ChildNotMadeError,
  InstanceExistsError,
  InstanceIdInvalidError,
  InstanceNotFoundError,
  OptionInvalidError,
  WaitOutsideFlowError,
  child,
  context,
  runPlain,
  status,
  workflow,
} from '@waystone/core';
import { inFlowScope } from '@waystone/core/runtime';
import { describe, expect, test } from 'vitest';

@workflow({ name: 'printer' })
class Printer {
  readonly stage = status('idle');

  async run(text: string): Promise<string> {
    this.stage.set('printing');
    if (text === '') throw new RangeError('nothing to print');
    return `${context().instanceId}: ${text}`;
  }
}

@workflow()
class Mailer {
  constructor(private readonly from: string) {}

  async run(): Promise<string> {
    return this.from;
  }
}

describe('a child of a plain run', () => {
  test('is made with new, and gives its result or its error', async () => {
    expect(await child(Printer, 'page', { id: 'p1' })).toBe('p1: page');
    expect(await runPlain({}, () => child(Printer, 'page', { id: 'p1' }))).toBe('p1: page');
    await expect(child(Printer, '')).rejects.toThrow(RangeError);
  });

  test('is made as the plain run says', async () => {
    const makeChild = (Class: unknown) => (Class === Mailer ? new Mailer('ann') : undefined);
    expect(await runPlain({ makeChild }, async () => [await child(Mailer), await child(Printer, 'x', { id: 'p' })])).toEqual([
      'ann',
      'p: x',
    ]);
    await expect(child(Mailer)).rejects.toThrow(ChildNotMadeError);
  });

  test('is an object of its own, and runs in the time of its parent', async () => {
    const published: unknown[] = [];
    const timers: (() => void)[] = [];
    const clock = { now: () => 0, after: (_ms: number, wake: () => void) => (timers.push(wake), () => undefined) };
    const run = runPlain({ clock, onPublish: (_, value) => published.push(value) }, async () => {
      const late = await child.start(Printer, 'late', { id: 'late', startAt: new Date(1_000) });
      const early = await child(Printer, 'early', { id: 'early' });
      return [early, await child.result(late), await child.result(late)];
    });
    await expect.poll(() => timers.length).toBe(1);
    expect(published).toEqual(['printing']);
    timers[0]?.();
    expect(await run).toEqual(['early: early', 'late: late', 'late: late']);
  });

  test('has an id that no other one has', async () => {
    await runPlain({ instanceId: 'root' }, async () => {
      const [one, other] = [await child.start(Printer, 'a'), await child.start(Printer, 'b')];
      expect(one.instanceId).toMatch(/^root\/printer-\d+$/);
      expect(one.instanceId).not.toBe(other.instanceId);
      await child.start(Printer, 'c', { id: 'mine' });
      await expect(child(Printer, 'd', { id: 'mine' })).rejects.toThrow(InstanceExistsError);
    });
    expect(await runPlain({}, () => child(Printer, 'e', { id: 'mine' }))).toBe('mine: e');
  });

  test.each([
    [{ id: '' }, InstanceIdInvalidError],
    [{ id: 'x'.repeat(257) }, InstanceIdInvalidError],
    [{ queue: '' }, OptionInvalidError],
    [{ priority: 6 as never }, OptionInvalidError],
    [{ tags: [1] as never }, OptionInvalidError],
    [{ onParentClose: 'stop' as never }, OptionInvalidError],
  ])('refuses %j', async (options, error) => {
    await expect(child(Printer, 'x', options)).rejects.toThrow(error);
    await expect(child.start(Printer, 'x', options)).rejects.toThrow(error);
  });

  test('is waited for by its reference', async () => {
    const reference = await runPlain({}, () => child.start(Printer, 'elsewhere'));
    await expect(child.result(reference)).rejects.toThrow(InstanceNotFoundError);
    await expect(child.result({} as never)).rejects.toThrow(InstanceIdInvalidError);
    const failing = await child.start(Printer, '');
    await expect(child.result(structuredClone(failing))).rejects.toThrow('nothing to print');
  });

  test('is no business of code that the compiler did not see', async () => {
    const scope = { publish: () => undefined };
    for (const call of [() => child(Printer, 'x'), () => child.start(Printer, 'x'), () => child.result({ instanceId: 'x' } as never)])
      await expect(inFlowScope(scope, call)).rejects.toThrow(WaitOutsideFlowError);
  });
});
