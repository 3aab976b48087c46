/** Options become policies; durations become milliseconds. */
import {
  DurationInvalidError,
  type OptionInvalidError,
  parseDuration,
  parseInstant,
  placementOf,
  taskPolicy,
  InstantInvalidError,
} from '@waystone/core';
import { describe, expect, test } from 'vitest';

test('the defaults', () => {
  expect(taskPolicy()).toEqual({
    timeoutMs: null,
    retry: { attempts: 3, initialDelayMs: 1_000, backoff: 2, maxDelayMs: 60_000, jitter: 'full', nonRetryable: [] },
  });
});

test('what is given is taken', () => {
  const retry = {
    attempts: Infinity,
    initialDelay: '5s',
    backoff: 1,
    maxDelay: 10_000,
    jitter: 'none',
    nonRetryable: [TypeError, 'Declined'],
  } as const;
  expect(taskPolicy({ timeout: '1.5m', retry })).toEqual({
    timeoutMs: 90_000,
    retry: {
      attempts: null,
      initialDelayMs: 5_000,
      backoff: 1,
      maxDelayMs: 10_000,
      jitter: 'none',
      nonRetryable: ['TypeError', 'Declined'],
    },
  });
});

describe('what cannot be is refused', () => {
  const wrong: readonly [name: string, options: Parameters<typeof taskPolicy>[0], option: string][] = [
    ['no attempt', { retry: { attempts: 0 } }, 'retry.attempts'],
    ['half an attempt', { retry: { attempts: 1.5 } }, 'retry.attempts'],
    ['a shrinking delay', { retry: { backoff: 0.5 } }, 'retry.backoff'],
    ['a boundless delay', { retry: { backoff: Infinity } }, 'retry.backoff'],
    ['a tag of nothing', { tags: ['gpu', ''] }, 'tags[1]'],
    ['a long tag', { tags: ['ä'.repeat(129)] }, 'tags[0]'],
    ['a pure task that writes', { pure: true, transactional: true }, 'pure'],
    ['a task that is pure as a word', { pure: 'yes' as unknown as boolean }, 'pure'],
    ['no time', { timeout: 0 }, 'timeout'],
    ['less than no time', { timeout: '-1s' }, 'timeout'],
  ];
  for (const [name, options, option] of wrong) {
    test(name, () =>
      expect(() => taskPolicy(options)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID', option }) as OptionInvalidError),
    );
  }
  test('no duration', () => expect(() => taskPolicy({ timeout: Number.NaN })).toThrow(DurationInvalidError));
});

test('a duration that is not one says what is', () => {
  expect(() => parseDuration('soon')).toThrow("'soon' is not a duration; give milliseconds, or a number with a unit such as");
  expect(() => parseDuration({})).toThrow('an object (Object) is not a duration');
});

test('an instant', () => {
  expect(parseInstant(new Date(5))).toBe(5);
  expect(parseInstant(1.2)).toBe(2);
  expect(() => parseInstant('2026')).toThrow(InstantInvalidError);
});

test('a pure task is marked, any other is not', () => {
  expect(taskPolicy({ pure: true })).toEqual({ ...taskPolicy(), pure: true });
  expect(taskPolicy({ pure: false })).toEqual(taskPolicy());
});

test('tags are kept in one form, and not at all if there are none', () => {
  expect(taskPolicy({ tags: ['gpu', 'eu', 'gpu'] }).tags).toEqual(['eu', 'gpu']);
  expect(taskPolicy({ tags: [] })).toEqual(taskPolicy());
});

test('queues and priorities of workflows', () => {
  expect(placementOf({})).toEqual({});
  expect(placementOf({ queue: 'x'.repeat(256), priority: 5 })).toEqual({ queue: 'x'.repeat(256), priority: 5 });
  for (const priority of [0, 6, 1.5, Number.NaN, '1', null])
    expect(() => placementOf({ priority })).toThrow('give a whole number from 1 (first) to 5 (last)');
  for (const queue of ['', 'x'.repeat(257), '\ud800', 1, null])
    expect(() => placementOf({ queue })).toThrow('give a text of 1 to 256 bytes');
});
