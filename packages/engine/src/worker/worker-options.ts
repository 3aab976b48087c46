/** What a worker is made with, and what of that is possible. */
import { OptionInvalidError, defaultQueue, parseDuration } from '@waystone/core';
import type { Duration, Logger } from '@waystone/core';
import { assertOptionNames, assertText, assertWhole, assertWholeOrInfinity } from '../options.js';
import type { OptionNames } from '../options.js';
import type { Ports } from '../ports.js';
import type { Store } from '../store/store.js';
import type { BoundWorkflow } from './bind.js';

/** What a worker works on, and how much of it. */
export interface WorkerOptions {
  readonly store: Store;
  /** What `workflows.x(new XWorkflow(…))` of the generated index gives. */
  readonly workflows: readonly BoundWorkflow[];
  /** Lanes held at once, each with at most one task running. Default: 100. */
  readonly concurrency?: number;
  /** Queues served. Default: `['default']`. */
  readonly queues?: readonly string[];
  /** What it has, e.g. `['gpu']`: it takes tasks and instances that ask for some of these, and those that ask for none. */
  readonly tags?: readonly string[];
  /** Silence after which other workers take over the lanes of this one; at least 100 ms. Default: `'10s'`. */
  readonly lease?: Duration;
  /** How long `stop` lets running tasks finish before it aborts them. Default: `'10s'`. */
  readonly grace?: Duration;
  /** Workers lost in a row at one step after which it fails with `WorkerLostError`; `Infinity`: never. Default: 5. */
  readonly maxLosses?: number;
  /**
   * How long instances of its workflows stay after their end; then the workers delete them, with input, outcome, statuses and
   * history, and their ids are free. Needed children and parents stay. At least one minute, e.g. `'30d'`. Default: they stay until they are purged by hand.
   */
  readonly retention?: Duration;
  /** A task's arguments, a step's values or a result above this fail their instance. Default: 32 MiB. */
  readonly maxPayloadBytes?: number;
  /** Shown to people. Default: host name and process id. */
  readonly name?: string;
  /** Default: `console`. */
  readonly logger?: Logger;
  /** Time, chance and ids. Default: the machine's own. */
  readonly ports?: Ports;
}

/** A shorter one would run out between two heartbeats of a busy process. */
const shortestLeaseMs = 100;
/** Whoever waits for a result must come to read it. */
const shortestRetentionMs = 60_000;

const names: OptionNames<WorkerOptions> = {
  store: true,
  workflows: true,
  concurrency: true,
  queues: true,
  tags: true,
  lease: true,
  grace: true,
  maxLosses: true,
  retention: true,
  maxPayloadBytes: true,
  name: true,
  logger: true,
  ports: true,
};

/** @throws {OptionInvalidError} or {DurationInvalidError} if an option is not known or has an impossible value. */
export function assertOptions(options: WorkerOptions): void {
  assertOptionNames(options, names);
  const {
    concurrency = 1,
    maxLosses = 1,
    maxPayloadBytes = 1,
    lease = shortestLeaseMs,
    retention = shortestRetentionMs,
    grace = 0,
  } = options;
  assertWhole('concurrency', concurrency);
  // Zero would fail every step before it begins.
  assertWholeOrInfinity('maxLosses', maxLosses);
  assertWholeOrInfinity('maxPayloadBytes', maxPayloadBytes);
  if (options.name !== undefined) assertText('name', options.name);
  if (parseDuration(lease) < shortestLeaseMs) throw new OptionInvalidError('lease', `is ${lease}; give at least ${shortestLeaseMs} ms`);
  if (parseDuration(retention) < shortestRetentionMs)
    throw new OptionInvalidError('retention', `is ${retention}; give at least one minute, '1m'`);
  parseDuration(grace);
  assertStore(options.store);
  assertNotEmpty(options);
}

function assertStore(store: Partial<Store> | undefined): void {
  if (typeof store?.open !== 'function') throw new OptionInvalidError('store', 'is none; give what `sqlite(…)` or `postgres(…)` gives');
}

function assertNotEmpty({ workflows, queues = [defaultQueue] }: WorkerOptions): void {
  if (!Array.isArray(workflows) || workflows.length === 0)
    throw new OptionInvalidError('workflows', 'is empty or no list; give what the generated `workflows` make of your instances');
  if (!Array.isArray(queues)) throw new OptionInvalidError('queues', "is not a list; give a list of texts, e.g. ['mail']");
  if (queues.length === 0) throw new OptionInvalidError('queues', "is empty; leave it out to serve 'default'");
}
