/** For generated code, the engine and the compiler; authors need nothing of this. */
export { markedMethodsOf, markerOf, workflowOptionsOf, type Marker } from '../decorators/metadata.js';
export { codecNamed, codecOf, type RegisteredCodec } from '../language/class-codec.js';
export {
  assertConcurrency,
  assertNoHoles,
  decide,
  isDecided,
  joinOutcome,
  joinRule,
  type Decision,
  type JoinOutcome,
  type JoinRule,
  type JoinTerms,
  type LaneEnd,
} from '../language/joining.js';
export { isSignal } from '../language/signal.js';
export { isStatus } from '../language/status.js';
export { childPlan, childReference, type ChildPlan } from '../policy/child-options.js';
export { latestInstant } from '../policy/duration.js';
export { assertInstanceId, maxInstanceIdBytes } from '../policy/instance-id.js';
export { parseName } from '../policy/placement.js';
export { nextEntry, openCursor, parkCursor, resumeCursor, type Cursor } from './cursor.js';
export { whenDeclared } from './declarations.js';
export { fieldName, nameField } from './fields.js';
export * from './program.js';
export { currentScope, inFlowScope, inTaskScope, TaskSurroundings, type FlowScope, type Scope, type TaskScope } from './scope.js';
export { sourceHash } from './source.js';
