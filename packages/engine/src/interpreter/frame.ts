/** Frames: the live values of a lane by name while its code runs, by slot while it rests. */
import { assert } from '@waystone/core';
import type { Graph, Slot } from '@waystone/core/graph';
import type { Frame } from '@waystone/core/runtime';

function nameOf(graph: Graph, slot: Slot): string {
  const name = graph.slots[slot];
  assert(name !== undefined, `there is no slot ${slot}`);
  return name;
}

/** Makes frames that inherit nothing, as a variable may be called `constructor`, and are not looked up in like a dictionary. */
const EmptyFrame = function () {} as unknown as new () => Frame;
EmptyFrame.prototype = Object.create(null);

/** `keep`: the slots that are kept. */
export function frameOf(graph: Graph, kept: Readonly<Record<Slot, unknown>>, keep: readonly Slot[]): Frame {
  const frame = new EmptyFrame();
  for (const slot of keep) frame[nameOf(graph, slot)] = kept[slot];
  return frame;
}

/** The values of some slots. One that was never assigned is `undefined`, as the variable was. */
export function pick(graph: Graph, frame: Frame, keep: readonly Slot[]): Record<Slot, unknown> {
  const kept: Record<Slot, unknown> = {};
  for (const slot of keep) kept[slot] = frame[nameOf(graph, slot)];
  return kept;
}
