/**
 * The checks. `checkModels` says all that the source alone shows, before anything is lowered; `checkLowered` what lowering
 * found out.
 *
 * Always: every check runs, whatever the others found (those of `this` first: what they find explains what the others would say), so that all diagnostics of a build are reported together; only a
 * file that cannot be parsed is not looked into.
 */
import type { Sources } from '../1-load/index.js';
import { bindingsOfLineage, filesOf, storableTypes, type WorkflowModel } from '../2-analyze/index.js';
import type { LoweredWorkflow } from '../3-lower/index.js';
import type { Diagnostics } from '../diagnostics/index.js';
import type { ts } from '../typescript.js';
import { checkCalls } from './calls.js';
import { checkChildren } from './children.js';
import { checkClosures } from './closures.js';
import { checkFlows } from './flows.js';
import { checkFormerNames } from './former-names.js';
import { checkGivenValues } from './given-values.js';
import { checkInstance } from './instance.js';
import { checkJoins } from './joins.js';
import { checkMembers, checkStrays } from './members.js';
import { checkMethods } from './methods.js';
import { checkOptions } from './options.js';
import type { Scene } from './scene.js';
import { checkShapes } from './shapes.js';
import { checkSignals } from './signals.js';
import { soundParts } from './sound-parts.js';
import { checkStoredTypes } from './stored-types.js';
import { checkStoredValues } from './stored-values.js';
import { checkSyntax } from './syntax.js';
import { checkTimers } from './timers.js';
import { checkSourceSyntax, checkSourceTypes } from './typescript-errors.js';
import { checkNames, checkWorkflow } from './workflows.js';

const checks: readonly ((scene: Scene) => void)[] = [
  checkWorkflow,
  checkMembers,
  checkFormerNames,
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

/** What may be lowered. */
export interface Checked {
  /** The workflows in which no error was found. */
  readonly sound: readonly WorkflowModel[];
  /** Of the others, what can be lowered to say more about it. */
  readonly parts: readonly WorkflowModel[];
}

/** Collects what is wrong with the sources and with the workflows in them. */
export function checkModels(sources: Sources, models: readonly WorkflowModel[], diagnostics: Diagnostics): Checked {
  const fresh = models.filter(({ file }) => !sources.known.has(file.fileName));
  const readable = checkSourceSyntax(sources, filesWithCode(sources, fresh), diagnostics);
  const read = fresh.filter((model) => filesOf(model).every((file) => readable.has(file)));
  for (const model of read) {
    const scene = sceneOf(model, { models, diagnostics }, sources);
    for (const check of checks) check(scene);
  }
  for (const file of sources.files)
    if (readable.has(file) || sources.known.has(file.fileName)) checkStrays(file, { models, checker: sources.checker, diagnostics });
  checkNames(models, diagnostics);
  checkSourceTypes(sources, readable, { models, diagnostics });
  const sound = read.filter((model) => isSound(model, diagnostics));
  return { sound, parts: read.filter((model) => !sound.includes(model)).flatMap((model) => soundParts(model, diagnostics)) };
}

function isSound(model: WorkflowModel, diagnostics: Diagnostics): boolean {
  const isTyped = filesOf(model).every((file) => diagnostics.errorsOfTypeScriptIn(file).length === 0);
  return isTyped && !model.lineage.classes.some((declaration) => diagnostics.hasErrorsIn(declaration));
}

/** The workflow files, and those from which their classes inherit: flows are copied from all of them. */
function filesWithCode({ files, known }: Sources, models: readonly WorkflowModel[]): readonly ts.SourceFile[] {
  return [...new Set([...files.filter(({ fileName }) => !known.has(fileName)), ...models.flatMap(filesOf)])];
}

function sceneOf(model: WorkflowModel, shared: Pick<Scene, 'models' | 'diagnostics'>, { program, checker, packageOf }: Sources): Scene {
  const storable = storableTypes(program, model.codecs.classes);
  return { model, checker, packageOf, storable, types: bindingsOfLineage(model.lineage, checker), ...shared };
}

/** Collects what is wrong with lowered workflows: values that cannot be stored live across waits, or are given to tasks. */
export function checkLowered(sources: Sources, lowered: readonly LoweredWorkflow[], diagnostics: Diagnostics): void {
  const models = lowered.map(({ model }) => model);
  for (const workflow of lowered) {
    const scene = sceneOf(workflow.model, { models, diagnostics }, sources);
    checkStoredValues(workflow, scene);
    checkGivenValues(workflow, scene);
  }
}
