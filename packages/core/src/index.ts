/** What authors and clients import: the language of workflows, its errors, and the types of policies. */
export * from './decorators/index.js';
export * from './errors/index.js';
export { child, type Child, type ChildArguments, type ChildReference } from './language/child.js';
export { registerCodec, type ClassCodec, type ClassOf, type StoredClasses } from './language/class-codec.js';
export { context, type Logger, type TaskContext } from './language/context.js';
export {
  join,
  type AtLeast,
  type Joined,
  type JoinModeOption,
  type JoinOptions,
  type Settled,
  type SettledOrCanceled,
} from './language/join.js';
export { signal, type ReceiveOptions, type Signal } from './language/signal.js';
export { sleep, sleepUntil } from './language/sleep.js';
export { status, type Status } from './language/status.js';
export type { InputOf, ResultOf, SignalsOf, StatusesOf, Workflow } from './language/types.js';
export type { ChildOptions, OnParentClose } from './policy/child-options.js';
export { parseDuration, parseInstant, type Duration } from './policy/duration.js';
export type { LoopOptions, RetryOptions, TaskOptions, WorkflowOptions } from './policy/options.js';
export {
  defaultPriority,
  defaultQueue,
  parsePriority,
  parseQueue,
  parseTags,
  placementOf,
  type Placement,
  type Priority,
} from './policy/placement.js';
export type * from './policy/policy.js';
export { defaultHistory, taskPolicy, type NamedTaskOptions } from './policy/task-policy.js';
export type { ChildClass } from './runtime/plain-children.js';
export { runPlain, type PlainChild, type PlainClock, type PlainOptions } from './runtime/plain.js';
