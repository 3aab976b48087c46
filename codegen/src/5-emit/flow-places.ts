/**
 * Where the flows of a workflow stand in the author's files, and where they were called: what a stack says of the code that was
 * inlined; and where its waits, branches and loops stand.
 */
import type { FlowPlace } from '@waystone/core/runtime';
import { originOf, type LoweredWorkflow } from '../3-lower/index.js';
import type { ts } from '../typescript.js';
import type { Locator } from './locate.js';

/** By path, `run` first; `undefined`: nothing was inlined. */
export function flowPlaces(
  { model: { run }, inlined }: LoweredWorkflow,
  locator: Locator,
): Readonly<Record<string, FlowPlace>> | undefined {
  if (!run || inlined.length === 0) return undefined;
  const called = inlined.map(({ path, flow, call }): [string, FlowPlace] => {
    const { line, character } = locator.place(originOf(call));
    return [path, { ...placeOf(flow.method, locator), call: [line + 1, character + 1] }];
  });
  return Object.fromEntries([[run.name, placeOf(run.method, locator)], ...called]);
}

/** Of the waits, by node, and of branches and loops, by point. `locator`: names files as people shall see them. */
export function placesIn({ waits, points }: LoweredWorkflow, locator: Locator): Readonly<Record<string, string>> {
  const placed = [...waits.map(({ wait }) => wait), ...points.map(({ id, root: { origin } }) => ({ id, origin }))];
  return Object.fromEntries(
    placed.flatMap(({ id, origin }) => {
      if (!origin) return [];
      const { source, line, character } = locator.place(originOf(origin));
      return [[id, `${source.replace(/^\.\//, '')}:${line + 1}:${character + 1}`]];
    }),
  );
}

function placeOf(method: ts.MethodDeclaration, locator: Locator): FlowPlace {
  const { source, line } = locator.place(originOf(method));
  const end = locator.place({ file: method.getSourceFile(), offset: method.end });
  return { method: method.name.getText(), file: source, lines: [line + 1, end.line + 1] };
}
