/** Errors that the engine throws into a flow: their stack is the place where the flow waits, and the calls that led there. */
import { flowFrames } from './flow-frames.js';
import type { HeldLane } from './held-lane.js';

const placeOf = /^(?<file>.*):(?<line>\d+):(?<column>\d+)$/;

/** The same error, as thrown by the wait at `node`. An earlier release's build knows no places: it has no stack then. */
export function thrownAt<E extends Error>({ workflow: { program, instance } }: Pick<HeldLane, 'workflow'>, node: string, error: E): E {
  const frames = framesAt(program, node).map(({ method, place }) => `\n    at ${instance.constructor.name}.${method} (${place})`);
  Object.defineProperty(error, 'stack', {
    value: `${error.name}: ${error.message}${frames.join('')}`,
    configurable: true,
    writable: true,
    enumerable: false,
  });
  return error;
}

interface Frame {
  readonly method: string;
  readonly place: string;
}

function framesAt({ places, flows = {} }: HeldLane['workflow']['program'], node: string): readonly Frame[] {
  const place = places?.[node];
  const { file, line, column } = placeOf.exec(place ?? '')?.groups ?? {};
  if (place === undefined || file === undefined) return [];
  const frames = flowFrames({ file, line: Number(line), column: Number(column) }, flows, node);
  if (frames.length === 0) return [{ method: 'run', place }];
  return frames.map((frame) => ({ method: frame.method, place: `${frame.file}:${frame.line}:${frame.column}` }));
}
