/** Options of decorators and first values of statuses: evaluated, and possible. */
import { allFlows } from '../2-analyze/index.js';
import type { FlowModel, OptionsModel, StatusModel, TaskModel, WorkflowModel } from '../2-analyze/index.js';
import { optionInvalid, optionNotLiteral, statusNotLiteral } from '../diagnostics/index.js';
import type { ts } from '../typescript.js';
import { shortText } from './calls.js';
import type { Scene } from './scene.js';

export function checkOptions(scene: Scene): void {
  const { model } = scene;
  checkWorkflow(model, scene);
  for (const flow of allFlows(model)) checkFlow(flow, scene);
  for (const task of model.tasks.values()) checkTask(task, scene);
  for (const status of model.statuses.values()) checkStatus(status, scene);
}

function checkEvaluated(marker: string, { unknown }: OptionsModel, { diagnostics }: Scene): void {
  if (unknown) diagnostics.add(optionNotLiteral(unknown, { option: `\`${shortText(unknown)}\` in the options of \`${marker}\`` }));
}

function checkWorkflow({ options, invalid, className }: WorkflowModel, scene: Scene): void {
  checkEvaluated('@workflow', options, scene);
  if (invalid === undefined || options.unknown) return;
  scene.diagnostics.addUnlessCovered(
    optionInvalid(at(options), {
      option: `An option of workflow \`${className}\``,
      reason: invalid,
      fix: 'Write a value that is allowed; the documentation of `WorkflowOptions` lists them',
    }),
  );
}

function checkFlow({ kind, name, options, loop }: FlowModel, scene: Scene): void {
  if (!options) return;
  checkEvaluated(`@${kind}`, options, scene);
  if (!loop || options.unknown || isPositiveInteger(loop.maxIterations)) return;
  scene.diagnostics.addUnlessCovered(
    optionInvalid(at(options), {
      option: `\`maxIterations\` of loop \`${name}\``,
      reason: 'it must be a whole number of at least 1',
      fix: 'Write how often the loop may turn at most, e.g. `@loop({ maxIterations: 100 })`',
    }),
  );
}

function isPositiveInteger(value: number | undefined): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

function checkTask({ name, options, invalid }: TaskModel, scene: Scene): void {
  checkEvaluated('@task', options, scene);
  if (invalid === undefined || options.unknown) return;
  scene.diagnostics.add(
    optionInvalid(at(options), {
      option: `The policy of task \`${name}\``,
      reason: invalid.replace(/\.$/, ''),
      fix: 'Write a value that is allowed; the documentation of `TaskOptions` lists them',
    }),
  );
}

function checkStatus({ name, expression, initial }: StatusModel, { diagnostics }: Scene): void {
  if (expression && !initial) diagnostics.add(statusNotLiteral(expression, { status: name }));
}

function at({ expression, decorator }: OptionsModel): ts.Node {
  return expression ?? decorator;
}
