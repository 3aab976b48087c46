/**
 * Makes a plan that fails smaller, as long as the same invariant is violated: fewer faults, fewer instances, fewer processes, calmer
 * surroundings, fewer choices left to chance.
 */
import type { Violation } from '../chaos/invariants/invariant.js';
import type { Plan, SimulatedCase } from './plan/plan.js';
import { simulate, type Tools, type Verdict } from './run.js';

export interface Failure {
  readonly plan: Plan;
  readonly violations: readonly Violation[];
  readonly steps: number;
}

/** Bounds the search: so many smaller plans are tried at most, and none when it is late. */
const mostTries = 400;

/** Stages, each of which gives plans that are smaller in one way. */
const stages: readonly ((failure: Failure) => readonly Plan[])[] = [
  ({ plan }) => without(plan, 'faults'),
  ({ plan }) => plan.cases.map((one) => withoutCase(plan, one.id)).filter(({ cases }) => cases.length > 0),
  ({ plan }) =>
    without(plan, 'workers').filter((smaller) => smaller.cases.every((one) => isWorkedOn(smaller, one) && isPlayed(smaller, one))),
  ({ plan }) => plan.clients.flatMap(({ name }) => withoutClient(plan, name)),
  ({ plan }) => plan.cases.flatMap((one) => undisturbed(plan, one.id)),
  ({ plan: { upgrade, ...plan } }) => (upgrade ? [plan] : []),
  ({ plan }) => plan.settings.map((_, index) => ({ ...plan, settings: plan.settings.toSpliced(index, 1) })),
  ({ plan }) => (plan.noticesLost > 0 ? [{ ...plan, noticesLost: 0 }] : []),
  ({ plan }) => plan.workers.flatMap((_, index) => ordinary(plan, 'workers', index)),
  ({ plan }) => plan.clients.flatMap((_, index) => ordinary(plan, 'clients', index)),
  ({ plan, steps }) => fewerChoices(plan, steps),
];

export async function shrink(failure: Failure, tools: Tools, isLate = (): boolean => false): Promise<Failure> {
  const names = new Set(failure.violations.map(({ invariant }) => invariant));
  let smallest = failure;
  let tries = 0;
  const goesOn = (): boolean => tries < mostTries && !isLate();
  for (let isSmaller = true; isSmaller && goesOn();) {
    isSmaller = false;
    for (const stage of stages) {
      for (let candidates = stage(smallest); candidates.length > 0 && goesOn();) {
        const [candidate, ...rest] = candidates;
        tries += 1;
        const verdict = await simulate(candidate!, tools);
        if (isSame(verdict, names)) {
          smallest = { plan: candidate!, violations: verdict.violations, steps: verdict.steps };
          isSmaller = true;
          candidates = stage(smallest);
        } else candidates = rest;
      }
    }
  }
  return smallest;
}

function isSame({ violations }: Verdict, names: ReadonlySet<string>): boolean {
  return violations.some(({ invariant }) => names.has(invariant));
}

function without(plan: Plan, part: 'faults' | 'workers'): readonly Plan[] {
  return plan[part].map((_, index) => ({ ...plan, [part]: plan[part].toSpliced(index, 1) }));
}

function isWorkedOn({ workers }: Plan, { build }: SimulatedCase): boolean {
  return workers.some((worker) => worker.build === build);
}

function isPlayed({ workers, clients }: Plan, { id }: SimulatedCase): boolean {
  return [...workers, ...clients].some(({ plays }) => plays.includes(id));
}

function withoutCase(plan: Plan, id: string): Plan {
  const withoutPlay = <Place extends { readonly plays: readonly string[] }>(place: Place): Place => {
    return { ...place, plays: place.plays.filter((played) => played !== id) };
  };
  const [clients, workers] = [plan.clients.map(withoutPlay), plan.workers.map(withoutPlay)];
  return { ...plan, clients, workers, cases: plan.cases.filter((one) => one.id !== id) };
}

/** Its cases are played by another one. */
function withoutClient(plan: Plan, name: string): readonly Plan[] {
  const gone = plan.clients.find((client) => client.name === name);
  const [first, ...others] = plan.clients.filter((client) => client !== gone);
  if (!gone || !first) return [];
  return [{ ...plan, clients: [{ ...first, plays: [...new Set([...first.plays, ...gone.plays])] }, ...others] }];
}

/** Disturbances without which the case comes to an end all the same. */
function undisturbed(plan: Plan, id: string): readonly Plan[] {
  const one = plan.cases.find((each) => each.id === id);
  if (!one) return [];
  const { pause, restartAfterMs, terminateAfterMs, requests, isHasty, ...calm } = one;
  if ([pause, restartAfterMs, terminateAfterMs, requests, isHasty].every((disturbance) => disturbance === undefined)) return [];
  return [{ ...plan, cases: plan.cases.map((each) => (each === one ? calm : each)) }];
}

function ordinary(plan: Plan, part: 'workers' | 'clients', index: number): readonly Plan[] {
  const place = plan[part][index];
  if (!place || (place.skewMs === 0 && place.weight === 1)) return [];
  const changed = { ...place, skewMs: 0, weight: 1 };
  return [{ ...plan, [part]: plan[part].with(index, changed as never) }];
}

/** After a choice that matters there are many that do not. */
function fewerChoices(plan: Plan, steps: number): readonly Plan[] {
  const most = Math.min(plan.wildSteps, steps);
  return [0, Math.floor(most / 4), Math.floor(most / 2), Math.floor((most * 3) / 4), most - 10].flatMap((wildSteps) =>
    wildSteps >= 0 && wildSteps < most - 1 ? [{ ...plan, wildSteps }] : [],
  );
}
