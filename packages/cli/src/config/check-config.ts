/** Checks what a configuration file exports: every key is known and of its type. */
import { parseDuration } from '@waystone/core';
import { ConfigError } from '../errors.js';
import type { WaystoneConfig, WorkerConfig } from './config.js';

/** Says what is wrong with the setting called `name`, if anything. */
type Check = (name: string, value: unknown) => string | undefined;
type Checks<T> = { readonly [Key in keyof Required<T>]: Check };

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isServer = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const check =
  (holds: (value: unknown) => boolean, what: string): Check =>
  (name, value) =>
    value === undefined || holds(value) ? undefined : `\`${name}\` must be ${what}`;

const text = check(isText, 'a text');
const texts = check((value) => Array.isArray(value) && value.length > 0 && value.every(isText), 'a list of texts');
const store = check((value) => isText(value) || isServer(value), 'a text, or the options of a PostgreSQL: { url, schema, … }');
const count = check((value) => Number.isInteger(value) && Number(value) > 0, 'a whole number above 0');
const retention = check(isDuration, "a duration such as '30d'");
const settings =
  (checks: Readonly<Record<string, Check>>): Check =>
  (name, value) =>
    value === undefined ? undefined : firstProblem(name, value, checks);

const workerChecks: Checks<WorkerConfig> = { entry: text, concurrency: count, queues: texts, tags: texts, retention };
const configChecks: Checks<WaystoneConfig> = { include: texts, outDir: text, cacheDir: text, store, worker: settings(workerChecks) };

const settingNames = [
  ...Object.keys(configChecks).filter((key) => key !== 'worker'),
  ...Object.keys(workerChecks).map((key) => `worker.${key}`),
];

/** Throws {@link ConfigError} unless `value` is a {@link WaystoneConfig}. */
export function assertConfig(file: string, value: unknown): asserts value is WaystoneConfig {
  const found = firstProblem('', value, configChecks);
  if (found !== undefined)
    throw new ConfigError(`${file}: ${found}. Export an object by default; its settings are ${settingNames.join(', ')}.`);
}

function firstProblem(path: string, value: unknown, checks: Readonly<Record<string, Check>>): string | undefined {
  if (typeof value !== 'object' || value === null) return `${path === '' ? 'the default export' : `\`${path}\``} must be an object`;
  return Object.entries(value)
    .map(([key, setting]) => (checks[key] ?? unknownSetting)(path === '' ? key : `${path}.${key}`, setting))
    .find((found) => found !== undefined);
}

function isDuration(value: unknown): boolean {
  try {
    parseDuration(value);
    return true;
  } catch {
    return false;
  }
}

const unknownSetting: Check = (name) => `\`${name}\` is not a setting`;
