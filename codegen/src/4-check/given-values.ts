/**
 * What flows give to tasks and children, by the types of the arguments: a parameter of type `unknown`, or of an interface
 * that a class instance hides behind, says less.
 */
import { durableCall, givenTo, type NotStorable, type TaskModel, type TypeBindings } from '../2-analyze/index.js';
import type { LoweredWorkflow } from '../3-lower/index.js';
import { typeNotStorable } from '../diagnostics/index.js';
import { ts } from '../typescript.js';
import { describeNotStorable, fixForType, rootOf } from './refused-values.js';
import type { Scene } from './scene.js';

/** Reports every argument once, however often its flow was inlined. */
export function checkGivenValues({ waits }: LoweredWorkflow, scene: Scene): void {
  const reported = new Set<ts.Node>();
  for (const { wait } of waits) {
    for (const { what, value } of givenAt(wait.origin, scene)) {
      const found = reported.has(value) ? undefined : whyNot(value, wait.types, scene);
      if (!found) continue;
      reported.add(value);
      scene.diagnostics.add(
        typeNotStorable(value, {
          what,
          reason: describeNotStorable(found, rootOf(ts.isSpreadElement(value) ? value.expression : value)),
          fix: fixForType(found),
        }),
      );
    }
  }
}

interface GivenValue {
  readonly what: string;
  readonly value: ts.Expression;
}

/** What is given to a task, and the input of a child. */
function givenAt(wait: ts.Node, { model, checker, storable }: Scene): readonly GivenValue[] {
  const call = durableCall(wait, model, checker);
  if (call?.kind === 'task' && takesStorable(call.task, { checker, storable }))
    return givenTo(call).map((value) => ({ what: `This argument of task \`${call.task.name}\``, value }));
  if (call?.kind === 'child')
    return givenTo(call)
      .slice(0, 1)
      .map((value) => ({ what: 'The input of this child', value }));
  return [];
}

/** A parameter that nothing storable fits is reported where it is declared. */
function takesStorable({ method }: TaskModel, { checker, storable }: Pick<Scene, 'checker' | 'storable'>): boolean {
  return method.parameters.every((parameter) => storable.whyNotStorable(checker.getTypeAtLocation(parameter)) === undefined);
}

function whyNot(value: ts.Expression, types: TypeBindings, { checker, storable }: Scene): NotStorable | undefined {
  if (ts.isSpreadElement(value)) return storable.whyPartNotStorable(checker.getTypeAtLocation(value.expression), 'elements', types);
  return storable.whyNotStorable(checker.getTypeAtLocation(value), types);
}
