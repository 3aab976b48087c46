/**
 * The calls of flows that a place in the author's source stands in. Flows are inlined, so a stack has one frame for all of them.
 *
 * Always: a caller is told only if it is sure which call it was.
 */
import { basename, dirname, join, relative } from 'node:path';
import type { FlowPlace } from '@waystone/core/runtime';

export type FlowPlaces = Readonly<Record<string, FlowPlace>>;

/** A place in the author's source. */
export interface Spot {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface FlowFrame extends Spot {
  readonly method: string;
}

/** The flow that holds the place, then those that called it; empty if none does. `point`: where the code began, if that is known. */
export function flowFrames(spot: Spot, flows: FlowPlaces, point?: string): readonly FlowFrame[] {
  const holding = Object.entries(flows).filter(
    ([
      ,
      {
        file,
        lines: [first, last],
      },
    ]) => {
      return basename(file) === basename(spot.file) && first <= spot.line && spot.line <= last;
    },
  );
  const near = point === undefined ? holding : holding.filter(([path]) => isBelow(point, path) || isBelow(path, homeOf(point, flows)));
  const [found, ...others] = near.length > 0 ? near : holding;
  if (!found) return [];
  const [path, { method }] = found;
  const here: FlowFrame = { method, ...spot };
  const isSure = others.every(([other]) => point !== undefined && isBelow(point, path) && !isBelow(point, other));
  return isSure ? [here, ...callersOf(path, flows, spot.file)] : [here];
}

function isBelow(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}

/** The innermost flow around a point. */
function homeOf(point: string, flows: FlowPlaces): string {
  const around = Object.keys(flows).filter((path) => isBelow(point, path));
  return around.toSorted((one, other) => other.length - one.length)[0] ?? point;
}

/** `known`: where the file of the flow at `path` is. */
function callersOf(path: string, flows: FlowPlaces, known: string): readonly FlowFrame[] {
  const flow = flows[path];
  const outer = homeOf(dirname(path), flows);
  const caller = flows[outer];
  if (!flow?.call || !caller) return [];
  const file = join(dirname(known), relative(dirname(flow.file), caller.file));
  const [line, column] = flow.call;
  return [{ method: caller.method, file, line, column }, ...callersOf(outer, flows, file)];
}
