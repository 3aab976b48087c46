/**
 * The step behind a join, taken when the last lane of the fork ends here, so that it can be committed with that end.
 *
 * Always: no code runs in it but that of the flow, which would run again after a crash. If it is not committed with the end it is taken
 * anew, once the lane that waits is here.
 */
import { arrive } from './arrive.js';
import type { StepBehind } from './fork-in-hand.js';
import type { HeldLane } from './held-lane.js';
import type { LaneWork } from './lane-run.js';
import { isPlain, takeStep } from './step.js';
import type { Taken } from './step.js';

type Joining = Pick<LaneWork, 'clock' | 'maxLosses' | 'tags' | 'givesWay' | 'draining' | 'isLeased'>;

/** The end of a lane, with the step of the one that waits for it if that can go along. */
export function withStepBehind(held: HeldLane, taken: Taken, work: Joining): Taken {
  const { place } = held;
  const { then } = taken.step;
  if (then.kind !== 'end' || !place) return taken;
  const waiting = place.fork.ending(place.position, then);
  const behind = waiting && !work.draining.aborted && work.isLeased() ? stepBehind(waiting, work) : undefined;
  return behind ? { ...taken, step: { ...taken.step, behind }, behind } : taken;
}

function stepBehind(waiting: HeldLane, { clock, maxLosses, tags, givesWay }: Joining): StepBehind | undefined {
  try {
    const arrival = arrive(waiting, clock.now(), maxLosses);
    if (arrival.do !== 'advance') return undefined;
    const taken = takeStep(waiting, arrival.arrived, { tags, givesWay });
    const { then, at } = taken.step;
    return then.kind === 'keep' && at !== undefined && isPlain(taken) ? { ...taken.step, then, at } : undefined;
  } catch {
    // Whatever is wrong shows again, and is told, where the lane is set aside for it.
    return undefined;
  }
}
