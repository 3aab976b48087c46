/** For generated code, the engine and the compiler; authors need nothing of this. */
export { markedMethodsOf, markerOf, workflowOptionsOf, type Marker } from '../decorators/metadata.js';
export { assertConcurrency } from '../language/join.js';
export { isSignal } from '../language/signal.js';
export { isStatus } from '../language/status.js';
export { latestInstant } from '../policy/duration.js';
export { fieldName, nameField } from './fields.js';
export * from './program.js';
export { currentScope, inFlowScope, inTaskScope, type FlowScope, type Scope, type TaskScope } from './scope.js';
export { sourceHash } from './source.js';
