/** What people read of a run that failed. */
import { styleText } from 'node:util';
import type { Violation } from '../chaos/invariants/invariant.js';
import { promises } from './checks/index.js';
import { describeFault } from './plan/faults.js';
import type { Plan } from './plan/plan.js';
import type { Failure } from './shrink.js';
import { storyOf } from './story.js';

/** The end of the story is what is about the violation. */
const mostLines = 200;
const mostViolations = 5;

/** @param again What shows it again. */
export function describeFailure({ plan, violations }: Failure, trace: readonly string[], again: string): string {
  const story = storyOf(trace, othersIn(plan, violations));
  const left = Math.max(story.length - mostLines, 0);
  return [
    styleText('bold', `Again: ${again}`),
    describePlan(plan),
    ...(left > 0 ? [`… ${left} lines before`] : []),
    ...story.slice(left),
    ...violations.slice(0, mostViolations).map(describeViolation),
    ...(violations.length > mostViolations ? [`… and ${violations.length - mostViolations} more`] : []),
  ].join('\n');
}

/** Unless what failed is of no instance alone. */
function othersIn({ cases }: Plan, violations: Failure['violations']): ReadonlySet<string> {
  const violated = violations.map(({ instance }) => instance);
  const ids = cases.map(({ id }) => id);
  const areKnown = violated.every((instance) => ids.includes(instance));
  return new Set(areKnown ? ids.filter((id) => !violated.includes(id)) : []);
}

function describeViolation({ invariant, instance, problem, evidence }: Violation): string {
  const says = promises.get(invariant) ?? 'the run comes to its end, and nothing fails in it';
  const lines = evidence.slice(0, 4).map((one) => `    ${JSON.stringify(one)}`);
  return [styleText('red', `violated: ${says} (${invariant})`), `  ${instance}: ${problem}`, ...lines].join('\n');
}

function describePlan({ cases, workers, clients, faults, ...rest }: Plan): string {
  return [
    `  surroundings  ${JSON.stringify(rest)}`,
    ...cases.map(({ id, ...more }) => `  ${id}  ${JSON.stringify(more)}`),
    ...[...workers, ...clients].map(({ name, ...more }) => `  ${name}  ${JSON.stringify(more)}`),
    ...faults.map((fault) => `  ${describeFault(fault)}`),
  ].join('\n');
}
