/** Children: what is started is a workflow of this build, and the source says which. */
import { allFlows, calleeText, classNamed, durableCall, workflowNameOf, type DurableCall } from '../2-analyze/index.js';
import { childClassUnknown, childNotWorkflow } from '../diagnostics/index.js';
import { walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { shortText } from './calls.js';
import type { Scene } from './scene.js';

export function checkChildren(scene: Scene): void {
  for (const flow of allFlows(scene.model)) {
    walk(flow.method, (node) => {
      const call = durableCall(node, scene.model, scene.checker);
      if (call?.kind === 'child') checkChild(call, scene);
    });
  }
}

function checkChild(durable: Extract<DurableCall, { kind: 'child' }>, scene: Scene): void {
  const { workflow, call } = durable;
  const declaration = workflow && classNamed(workflow, scene.checker);
  const named = call.arguments[0] ?? call;
  if (!declaration) return scene.diagnostics.add(childClassUnknown(named, { expression: shortText(named), call: calleeText(durable) }));
  const wrong = whyNot(declaration, scene);
  if (wrong) scene.diagnostics.add(childNotWorkflow(named, { name: declaration.name?.text ?? 'class', ...wrong }));
}

function whyNot(
  declaration: ts.ClassDeclaration,
  { models, checker }: Scene,
): { readonly reason: string; readonly fix: string } | undefined {
  if (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract)
    return { reason: 'it is abstract', fix: 'Start a class that extends it' };
  if (workflowNameOf(declaration, checker) === undefined)
    return {
      reason: 'it is not decorated with `@workflow`',
      fix: 'Decorate the class with `@workflow()`, or call it in a method marked `@task`',
    };
  if (!models.some((model) => model.declaration === declaration))
    return { reason: 'its file is not part of this build', fix: 'Add the file to `include` in `waystone.config.ts`' };
  return undefined;
}
