/** What can be seen of a run from outside: its outcome, the tasks it called, the statuses it published. */
import { createCodec } from '../../../packages/engine/src/codec/index.js';
import type { Program } from '@waystone/core/runtime';

export interface TaskCall {
  readonly task: string;
  readonly args: readonly unknown[];
}

export interface Publication {
  readonly status: string;
  readonly value: unknown;
}

export type Outcome = { readonly value: unknown } | { readonly error: DescribedError };

export interface Observed {
  readonly outcome: Outcome;
  readonly calls: readonly TaskCall[];
  readonly published: readonly Publication[];
}

/** An error as data, with everything that must survive a crash. */
export interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly className: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { name: 'not an Error', message: '', className: typeof error, fields: { error } };
  const described = { name: error.name, message: error.message, className: error.constructor.name, fields: { ...error } };
  return error.cause === undefined
    ? described
    : { ...described, cause: error.cause instanceof Error ? describeError(error.cause) : error.cause };
}

/** Copies a value as it is copied where it crosses into a task or a lane. */
export function copier({ errors }: Program): <T>(value: T) => T {
  const codec = createCodec({ errors });
  return <T>(value: T) => codec.open(codec.seal(value)) as T;
}
