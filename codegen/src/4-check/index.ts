/**
 * The checks. `checkModels` says all that the source alone shows, before anything is lowered; `checkLowered` what lowering
 * found out.
 *
 * Always: every check runs, whatever the others found (those of `this` first: what they find explains what the others would say), so that all diagnostics of a build are reported together; only a
 * file that cannot be parsed is not looked into.
 */
import type { Sources } from '../1-load/index.js';
import { storableTypes, type WorkflowModel } from '../2-analyze/index.js';
import type { LoweredWorkflow } from '../3-lower/index.js';
import type { Diagnostics } from '../diagnostics/index.js';
import { checkCalls } from './calls.js';
import { checkChildren } from './children.js';
import { checkClosures } from './closures.js';
import { checkFlows } from './flows.js';
import { checkInstance } from './instance.js';
import { checkJoins } from './joins.js';
import { checkMembers, checkStrays } from './members.js';
import { checkMethods } from './methods.js';
import { checkOptions } from './options.js';
import type { Scene } from './scene.js';
import { checkShapes } from './shapes.js';
import { checkSignals } from './signals.js';
import { checkStoredTypes } from './stored-types.js';
import { checkStoredValues } from './stored-values.js';
import { checkSyntax } from './syntax.js';
import { checkTimers } from './timers.js';
import { checkSourceSyntax, checkSourceTypes } from './typescript-errors.js';
import { checkNames, checkWorkflow } from './workflows.js';

const checks: readonly ((scene: Scene) => void)[] = [
  checkWorkflow,
  checkMembers,
  checkOptions,
  checkFlows,
  checkShapes,
  checkInstance,
  checkSyntax,
  checkTimers,
  checkCalls,
  checkChildren,
  checkJoins,
  checkClosures,
  checkMethods,
  checkSignals,
  checkStoredTypes,
];

/**
 * Collects what is wrong with the sources and with the workflows in them. Gives the workflows in which nothing is: of these
 * lowering can say more, whatever is wrong with others.
 */
export function checkModels(sources: Sources, models: readonly WorkflowModel[], diagnostics: Diagnostics): readonly WorkflowModel[] {
  checkSourceSyntax(sources, diagnostics);
  if (diagnostics.hasErrors) return [];
  const storable = storableTypes(sources.program);
  for (const model of models) for (const check of checks) check({ model, models, checker: sources.checker, storable, diagnostics });
  for (const file of sources.files) checkStrays(file, { models, checker: sources.checker, diagnostics });
  checkNames(models, diagnostics);
  checkSourceTypes(sources, diagnostics);
  return models.filter(({ lineage }) => !lineage.classes.some((declaration) => diagnostics.hasErrorsIn(declaration)));
}

/** Collects what is wrong with lowered workflows: values that cannot be stored live across waits. */
export function checkLowered(sources: Sources, lowered: readonly LoweredWorkflow[], diagnostics: Diagnostics): void {
  const storable = storableTypes(sources.program);
  const models = lowered.map(({ model }) => model);
  for (const workflow of lowered)
    checkStoredValues(workflow, { model: workflow.model, models, checker: sources.checker, storable, diagnostics });
}
