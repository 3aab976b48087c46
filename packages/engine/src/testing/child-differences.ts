/** What is different about the children of two runs, whichever of them began first. */
import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from './outcome.js';
import { differenceOf, differencesOfStatuses, wholly } from './value-differences.js';

/** A child that has ended. */
export interface SeenChild {
  readonly workflow: string;
  readonly input: unknown;
  readonly outcome: Outcome;
  readonly statuses: Readonly<Record<string, unknown>>;
}

/** The children of a run that have ended. */
export interface SeenChildren {
  /** Those that a parent has waited for. Plain code does not tell. */
  readonly awaited: readonly SeenChild[];
  readonly all: readonly SeenChild[];
}

/** As lines; empty: nothing is. A child that one of the runs has not waited for has no other to compare it with. */
export function differencesOfChildren(expected: SeenChildren, found: SeenChildren): readonly string[] {
  const unlike = { expected: without(expected.all, found.all), found: without(found.all, expected.all) };
  const left = [...unlike.expected];
  return unlike.found.flatMap((child) => {
    const at = left.findIndex((other) => isSameStart(other, child));
    const [other] = at < 0 ? [] : left.splice(at, 1);
    return other && (expected.awaited.includes(other) || found.awaited.includes(child)) ? differencesOf(other, child) : [];
  });
}

function differencesOf(expected: SeenChild, found: SeenChild): readonly string[] {
  const name = nameOf(expected);
  return [
    ...differenceOf(`${name}: outcome`, expected.outcome, found.outcome),
    ...differencesOfStatuses(`${name}: status`, expected.statuses, found.statuses),
  ];
}

function nameOf({ workflow, input }: SeenChild): string {
  return `child ${workflow}(${wholly(input)})`;
}

function isSameStart(one: SeenChild, other: SeenChild): boolean {
  return one.workflow === other.workflow && isDeepStrictEqual(one.input, other.input);
}

/** Those of `all` that have no equal in `others`, as often as they have not. */
function without(all: readonly SeenChild[], others: readonly SeenChild[]): readonly SeenChild[] {
  const left = [...others];
  return all.filter((child) => {
    const at = left.findIndex((other) => isDeepStrictEqual(other, child));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
