/** What a project can set in `waystone.config.ts`. Everything has a default; no file is needed. */
import type { Duration } from '@waystone/core';
import type { PostgresOptions } from '@waystone/engine/postgres';

/** The contents of `waystone.config.ts` (or `.mts`, `.js`, `.mjs`, `.json`). Paths are relative to that file. */
export interface WaystoneConfig {
  /** Which source files hold workflows. Default: `['src/**\/*.workflow.ts']`. */
  readonly include?: readonly string[];
  /** Where `waystone build` writes. Default: `src/generated`. */
  readonly outDir?: string;
  /** Where builds are kept for later ones; it may be deleted at any time. Default: `node_modules/.cache/waystone`. */
  readonly cacheDir?: string;
  /**
   * The store: the path of a SQLite file, the address of a PostgreSQL, or all that `postgres(…)` takes. `--store` and
   * `WAYSTONE_STORE` come first. Default: `DATABASE_URL` if that is the address of a PostgreSQL, else `waystone.db`.
   */
  readonly store?: string | PostgresOptions;
  /** What `waystone worker` serves. Default: as {@link WorkerConfig} says. */
  readonly worker?: WorkerConfig;
}

/** What `waystone worker` serves. */
export interface WorkerConfig {
  /**
   * The module that exports `workflows`: bound workflows, or a function that gives them (it may be async).
   * Default: `src/workflows.ts` (or `.js`).
   */
  readonly entry?: string;
  /** How many lanes are worked on at once. Default: the engine's. */
  readonly concurrency?: number;
  /** The queues that are served. Default: `['default']`. */
  readonly queues?: readonly string[];
  /** What it has, for tasks and instances that ask for it. Default: nothing. */
  readonly tags?: readonly string[];
  /** How long instances stay after their end, e.g. `'30d'`; then they are deleted. Default: they stay. */
  readonly retention?: Duration;
}

/**
 * Gives a configuration its type.
 *
 * @example
 * ```ts
 * // waystone.config.ts
 * import { defineConfig } from '@waystone/cli';
 *
 * export default defineConfig({ include: ['workflows/*.ts'], outDir: 'generated', store: 'orders.db' });
 * ```
 */
export function defineConfig(config: WaystoneConfig): WaystoneConfig {
  return config;
}
