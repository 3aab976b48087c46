/** Options of decorators and first values of statuses: evaluated, and possible. */
import { allFlows, placeOfOption } from '../2-analyze/index.js';
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

function checkWorkflow({ options, problems, className }: WorkflowModel, scene: Scene): void {
  checkEvaluated('@workflow', options, scene);
  if (options.unknown) return;
  for (const { option, reason, fix = seeDocumentation('WorkflowOptions') } of problems)
    scene.diagnostics.addUnlessCovered(
      optionInvalid(placeOfValue(options, option), { option: `\`${option}\` of workflow \`${className}\``, reason, fix }),
    );
}

function checkFlow({ kind, name, options, loop }: FlowModel, scene: Scene): void {
  if (!options) return;
  checkEvaluated(`@${kind}`, options, scene);
  if (!loop || options.unknown || isPositiveInteger(loop.maxIterations)) return;
  scene.diagnostics.addUnlessCovered(
    optionInvalid(placeOfValue(options, 'maxIterations'), {
      option: `\`maxIterations\` of loop \`${name}\``,
      reason: 'it must be a whole number of at least 1',
      fix: 'Write how often the loop may turn at most, e.g. `@loop({ maxIterations: 100 })`',
    }),
  );
}

function isPositiveInteger(value: number | undefined): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

function checkTask({ name, options, problems }: TaskModel, scene: Scene): void {
  checkEvaluated('@task', options, scene);
  if (options.unknown) return;
  for (const { option, reason, fix = seeDocumentation('TaskOptions') } of problems)
    scene.diagnostics.add(optionInvalid(placeOfValue(options, option), { option: `\`${option}\` of task \`${name}\``, reason, fix }));
}

function seeDocumentation(type: string): string {
  return `Write a value that is allowed; the documentation of \`${type}\` lists them`;
}

function checkStatus({ name, expression, initial }: StatusModel, { diagnostics }: Scene): void {
  if (expression && !initial) diagnostics.add(statusNotLiteral(expression, { status: name }));
}

function placeOfValue({ expression, decorator }: OptionsModel, option: string): ts.Node {
  return expression ? placeOfOption(expression, option) : decorator;
}
