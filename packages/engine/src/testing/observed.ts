/** What can be seen of a run from outside: how it ended, its statuses, what its tasks were asked, what they did to the world. */
import { isDeepStrictEqual } from 'node:util';
import { TestSetupError } from '@waystone/core';
import type { Workflow } from '@waystone/core';
import { differencesOfChildren } from './child-differences.js';
import type { SeenChildren } from './child-differences.js';
import { inPart } from './parts.js';
import type { Outcome } from './outcome.js';
import { differenceOf, differencesOfStatuses, wholly } from './value-differences.js';
import type { Scenario, Seen, SeenStep } from './scenario.js';
import type { RecordedCall } from './tasks.js';
import { shown } from './values.js';

export interface Observed {
  readonly outcome: Outcome;
  readonly statuses: Readonly<Record<string, unknown>>;
  /** Those that were repeated as well. */
  readonly calls: readonly RecordedCall[];
  readonly children: SeenChildren;
  readonly effects: unknown;
  /** What alone has to be the same. Absent: all else has. */
  readonly compared?: { readonly value: unknown };
}

/** With what the scenario says of it. */
export async function observedOf<W extends Workflow>(
  { effects, compare }: Scenario<W>,
  seen: Pick<Observed, 'outcome' | 'statuses' | 'calls' | 'children'>,
): Promise<Observed> {
  const observed: Observed = { ...seen, effects: kept('effects', await inPart('effects', () => effects?.())) };
  if (!compare) return observed;
  const told = { outcome: seen.outcome, statuses: seen.statuses, steps: stepsOf(seen.calls) } as unknown as Seen<W>;
  const value = await inPart('compare', () => compare(told));
  return { ...observed, compared: { value: kept('compare', value) } };
}

/** As it is now, whatever becomes of it. */
function kept(part: string, value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch (error) {
    throw new TestSetupError(`${part} gives ${shown(value)}, which cannot be kept to be compared: give data, with no functions in it`, {
      cause: error,
    });
  }
}

/** What is different about `found`, as lines; empty: nothing. */
export function differences(expected: Observed, found: Observed): readonly string[] {
  if (expected.compared) return differenceOf('compare', expected.compared.value, found.compared?.value);
  return [
    ...differenceOf('outcome', expected.outcome, found.outcome),
    ...differencesOfStatuses('status', expected.statuses, found.statuses),
    ...differencesOfChildren(expected.children, found.children),
    ...differencesOfCalls(expected.calls, found.calls),
    ...differenceOf('effects', expected.effects, found.effects),
  ];
}

/** Steps in which tasks were performed, whatever was repeated of them; lanes run in no promised order. */
function differencesOfCalls(expected: readonly RecordedCall[], found: readonly RecordedCall[]): string[] {
  const [wanted, given] = [textsOf(expected), textsOf(found)];
  const missing = without(wanted, given).map((step) => `never asked: ${step}`);
  const more = without(given, wanted).map((step) => `asked, though it should not be: ${step}`);
  return [...missing, ...more];
}

/** One per step that performed a task. */
function stepsOf(calls: readonly RecordedCall[]): readonly SeenStep[] {
  const bySteps = new Map(calls.map((call) => [call.idempotencyKey, call]));
  return [...bySteps.values()].map(({ workflow, task, args }) => ({ workflow, task, args }));
}

function textsOf(calls: readonly RecordedCall[]): readonly string[] {
  return stepsOf(calls).map(({ workflow, task, args }) => `${workflow}.${task}(${args.map(wholly).join(', ')})`);
}

/** Those of `all` that are not in `others`, as often as they are not. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return all.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** What crashes may not do to tasks, as lines: one step is asked the same thing each time, and no more often than there were crashes. */
export function forbiddenRepeats(calls: readonly RecordedCall[], crashes: number): readonly string[] {
  const problems: string[] = [];
  const attempts = new Map<string, RecordedCall[]>();
  for (const call of calls) {
    const key = `${call.idempotencyKey} ${call.attempt}`;
    attempts.set(key, [...(attempts.get(key) ?? []), call]);
  }
  for (const [first, ...others] of attempts.values()) {
    if (!first) continue;
    const name = `${first.task} at ${first.node}, attempt ${first.attempt}`;
    if (others.length > crashes) problems.push(`${name}: performed ${others.length + 1} times with ${crashes} crashes`);
    const other = others.find(({ node, args }) => node !== first.node || !isDeepStrictEqual(args, first.args));
    if (other) problems.push(`${name}: asked again with ${shown(other.args)} under the idempotency key of ${shown(first.args)}`);
  }
  return problems;
}
