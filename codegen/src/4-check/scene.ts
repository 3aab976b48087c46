/**
 * What the checks of one workflow see, and where they report.
 *
 * A check is a function `checkX(scene)`. It collects diagnostics and decides nothing else; no check relies on another.
 */
import type { Sources } from '../1-load/index.js';
import type { StorableTypes, TypeBindings, WorkflowModel } from '../2-analyze/index.js';
import type { Diagnostics } from '../diagnostics/index.js';
import type { ts } from '../typescript.js';

export interface Scene {
  readonly model: WorkflowModel;
  /** All workflows of the build. */
  readonly models: readonly WorkflowModel[];
  readonly checker: ts.TypeChecker;
  readonly storable: StorableTypes;
  /** What the type parameters of the classes that it extends stand for. */
  readonly types: TypeBindings;
  /** {@link Sources.packageOf} */
  readonly packageOf: Sources['packageOf'];
  readonly diagnostics: Diagnostics;
}
