/** Values that live across a wait, as lowering found them: each must be storable, as far as its type shows. */
import { durableCall, noBindings, type DurableCall, type NotStorable, type TypeBindings } from '../2-analyze/index.js';
import type { LoweredWorkflow, ValuePart, Variable, WaitLayout } from '../3-lower/index.js';
import { placeOf, positionAt, valueNotStorable } from '../diagnostics/index.js';
import { walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { shortText } from './calls.js';
import { describeNotStorable, fixForVariable, holdsFunction } from './refused-values.js';
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
  for (const source of sourcesOf(variable).filter(({ node }) => !comesFromMistake(node, check.scene))) {
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

/** Whether a value comes from a task, a flow or a signal with which something is wrong, as has been said. */
function comesFromMistake(node: ts.Node, { model, checker, diagnostics }: Scene): boolean {
  if (!diagnostics.hasErrors) return false;
  let found = false;
  walk(ts.findAncestor(node, ts.isVariableDeclaration)?.initializer ?? node, (part) => {
    const member = memberOf(durableCall(part, model, checker));
    found ||= member !== undefined && diagnostics.hasErrorsIn(member);
    return !found;
  });
  return found;
}

function memberOf(call: DurableCall | undefined): ts.Node | undefined {
  if (call?.kind === 'task') return call.task.method;
  if (call?.kind === 'flow') return call.flow.method;
  return call?.kind === 'signal' ? call.signal.field : undefined;
}

/** A piece of the author's code whose value a variable holds. */
interface ValueSource {
  readonly node: ts.Node;
  readonly part?: ValuePart | undefined;
  readonly types: TypeBindings;
}

function sourcesOf({ origin, part, returned = [], types = noBindings }: Variable): readonly ValueSource[] {
  return [...(origin ? [{ node: origin, part, types }] : []), ...returned.map((node) => ({ node, types }))];
}

function whyNot({ node, part, types }: ValueSource, { scene, reported }: Check): NotStorable | undefined {
  if (reported.has(node)) return undefined;
  const type = scene.checker.getTypeAtLocation(node);
  return part === undefined ? scene.storable.whyNotStorable(type, types) : scene.storable.whyPartNotStorable(type, part, types);
}

interface Finding extends Check {
  readonly found: NotStorable;
  readonly crossed: string;
}

function report({ temporary, name }: Variable, { node }: ValueSource, { scene, reported, found, crossed }: Finding): void {
  reported.add(node);
  const variable = temporary ? shortText(node) : name;
  const reason = describeNotStorable(found, variable);
  scene.diagnostics.add(valueNotStorable(node, { variable, wait: crossed, reason, fix: fixForVariable(found) }));
}

function waitText(wait: ts.Node): string {
  const { file, start } = placeOf(wait);
  return `\`${shortText(wait)}\` on line ${positionAt(file.text, start).line}`;
}
