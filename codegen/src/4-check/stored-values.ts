/** Values that live across a wait, as lowering found them: each must be storable, as far as its type shows. */
import { describeNotStorable, type NotStorable } from '../2-analyze/index.js';
import type { LoweredWorkflow, ValuePart, Variable, WaitLayout } from '../3-lower/index.js';
import { placeOf, positionAt, valueNotStorable } from '../diagnostics/index.js';
import type { ts } from '../typescript.js';
import { shortText } from './calls.js';
import type { Scene } from './scene.js';

/** Reports every value once, at its declaration, with the first wait that it crosses. */
export function checkStoredValues({ waits, carried }: LoweredWorkflow, scene: Scene): void {
  const reported = new Set<ts.Node>();
  for (const wait of waits) for (const variable of storedAt(wait)) checkStored(variable, wait.wait.origin, { scene, reported });
  for (const { variables } of carried) for (const variable of variables) checkCarried(variable, { scene, reported });
}

interface Check {
  readonly scene: Scene;
  readonly reported: Set<ts.Node>;
}

/** What is kept until the wait is over, and what goes into lanes. */
function storedAt({ kept, lanes }: WaitLayout): readonly Variable[] {
  return [...kept, ...lanes.flatMap((lane) => lane.kept)];
}

function checkStored(variable: Variable, wait: ts.Node, check: Check): void {
  for (const source of sourcesOf(variable)) {
    const found = whyNot(source, check);
    if (found) report(variable, source, { ...check, found, crossed: waitText(wait) });
  }
}

/**
 * A function that is handed from turn to turn is refused though it may cross no wait: it would see the variables of the
 * turn that runs, where plain JavaScript shows it those of the turn that made it.
 */
function checkCarried(variable: Variable, check: Check): void {
  for (const source of sourcesOf(variable)) {
    const found = whyNot(source, check);
    if (found && holdsFunction(found)) report(variable, source, { ...check, found, crossed: 'the turns of a loop that waits' });
  }
}

/** A piece of the author's code whose value a variable holds. */
interface ValueSource {
  readonly node: ts.Node;
  readonly part?: ValuePart | undefined;
}

function sourcesOf({ origin, part, returned = [] }: Variable): readonly ValueSource[] {
  return [...(origin ? [{ node: origin, part }] : []), ...returned.map((node) => ({ node }))];
}

function whyNot({ node, part }: ValueSource, { scene, reported }: Check): NotStorable | undefined {
  if (reported.has(node)) return undefined;
  const type = scene.checker.getTypeAtLocation(node);
  return part === undefined ? scene.storable.whyNotStorable(type) : scene.storable.whyPartNotStorable(type, part);
}

interface Finding extends Check {
  readonly found: NotStorable;
  readonly crossed: string;
}

function report({ temporary, name }: Variable, { node }: ValueSource, { scene, reported, found, crossed }: Finding): void {
  reported.add(node);
  const variable = temporary ? shortText(node) : name;
  scene.diagnostics.add(valueNotStorable(node, { variable, wait: crossed, reason: describeNotStorable(found), fix: fixFor(found) }));
}

function waitText(wait: ts.Node): string {
  const { file, start } = placeOf(wait);
  return `\`${shortText(wait)}\` on line ${positionAt(file.text, start).line}`;
}

function holdsFunction({ reason }: NotStorable): boolean {
  return /function|class$|getter/.test(reason);
}

function fixFor(found: NotStorable): string {
  if (holdsFunction(found)) return 'Make it after the wait, or move it into an exported function or a method';
  if (/promise/.test(found.reason)) return 'Await it where it is made';
  if (/iterator|generator/.test(found.reason)) return 'Make an array of it before the wait: `[...values]`';
  return 'Keep plain data across the wait, and make the rest again after it';
}
