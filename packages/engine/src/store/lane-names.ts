/**
 * Names of lanes. A lane is called `<parent>/<parent's seq at its fork>.<index>`, the main line `''`; so names never
 * recur, and in the order of bytes a lane's descendants lie in one range of the key.
 */
import type { InstanceNumber, LaneId } from './store.js';

export const mainLine: LaneId = '';

/** Lanes of instance `n` from `from` on, up to and without `to`. */
export interface LaneRange {
  readonly n: InstanceNumber;
  readonly from: LaneId;
  readonly to: LaneId;
}

export function laneName(parent: LaneId, seq: number, index: number): LaneId {
  return `${parent}/${seq}.${index}`;
}

/** The lane that opened this one. */
export function parentName(lane: LaneId): LaneId {
  return lane.slice(0, lane.lastIndexOf('/'));
}

/** The lanes of the fork at which `lane` stands with this `seq`, and all their descendants. */
export function lanesOfFork(n: InstanceNumber, lane: LaneId, seq: number): LaneRange {
  // '/' is the character after '.'.
  return { n, from: `${lane}/${seq}.`, to: `${lane}/${seq}/` };
}

/** Every lane of the instance. */
export function allLanes(n: InstanceNumber): LaneRange {
  // '0' is the character after '/', with which every lane but the main line begins.
  return { n, from: mainLine, to: '0' };
}
