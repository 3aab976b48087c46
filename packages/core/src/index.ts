/** What authors and clients import: the language of workflows, its errors, and the types of policies. */
export * from './decorators/index.js';
export * from './errors/index.js';
export { context, type Logger, type TaskContext } from './language/context.js';
export { join, type Joined, type JoinOptions, type Settled } from './language/join.js';
export { signal, type ReceiveOptions, type Signal } from './language/signal.js';
export { sleep, sleepUntil } from './language/sleep.js';
export { status, type Status } from './language/status.js';
export type { InputOf, ResultOf, SignalsOf, StatusesOf, Workflow } from './language/types.js';
export { parseDuration, parseInstant, type Duration } from './policy/duration.js';
export type { LoopOptions, RetryOptions, TaskOptions, WorkflowOptions } from './policy/options.js';
export type * from './policy/policy.js';
export { defaultHistory, taskPolicy, type NamedTaskOptions } from './policy/task-policy.js';
export { runPlain, type PlainClock, type PlainOptions } from './runtime/plain.js';
