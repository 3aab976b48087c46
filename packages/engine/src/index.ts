/** Runs Waystone graphs: workers and clients. Databases are entries of their own: `@waystone/engine/sqlite`. */
export { Client } from './client/client.js';
export type { ClientOptions } from './client/connection.js';
export { InstanceHandle, type SendOptions, type WaitOptions } from './client/handle.js';
export type { ListFilter } from './client/list-filter.js';
export type { HistoryItem, InstanceDescription, LaneDescription, Readable } from './client/records.js';
export type { PurgeOptions, PurgeResult } from './client/purge.js';
export type { StartOptions } from './client/start.js';
export type { StatusReader } from './client/status-reader.js';
export { typedClient, type SignalSender, type TypedStartOptions, type WorkflowClient, type WorkflowHandle } from './client/typed-client.js';
export { systemPorts, type Clock, type Ids, type Instant, type Ports, type Random } from './ports.js';
export type { CallerTransaction, KyselyTransaction, PgClient } from './store/caller-transaction.js';
export type { InstanceStatus, InstanceSummary, Lack, LayoutChange, ParentRecord, Store, StoreLayout } from './store/store.js';
export { bind, type BoundWorkflow } from './worker/bind.js';
export type { WorkerHealth, WorkerState } from './worker/health.js';
export { Worker } from './worker/worker.js';
export type { WorkerOptions } from './worker/worker-options.js';
