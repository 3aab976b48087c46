/** Frames: the live values of a lane by name while its code runs, by slot while it rests. */
import { assert } from '@waystone/core';
import type { Graph, Slot } from '@waystone/core/graph';
import type { Frame } from '@waystone/core/runtime';

function nameOf(graph: Graph, slot: Slot): string {
  const name = graph.slots[slot];
  assert(name !== undefined, `there is no slot ${slot}`);
  return name;
}

/** Without a prototype: a variable may be called `constructor`. */
export function frameOf(graph: Graph, kept: Readonly<Record<Slot, unknown>>): Frame {
  const frame = { __proto__: null } as unknown as Frame;
  for (const slot of Object.keys(kept)) frame[nameOf(graph, Number(slot))] = kept[Number(slot)];
  return frame;
}

/** The values of some slots. One that was never assigned is `undefined`, as the variable was. */
export function pick(graph: Graph, frame: Frame, keep: readonly Slot[]): Record<Slot, unknown> {
  const kept: Record<Slot, unknown> = {};
  for (const slot of keep) kept[slot] = frame[nameOf(graph, slot)];
  return kept;
}
