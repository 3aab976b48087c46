/**
 * What decorators leave behind: a marker on the method or class itself, through `reflect-metadata`.
 *
 * On the function rather than on the class, because both forms of decorators hand over the function, whereas TC39
 * decorators see no class and `Symbol.metadata` is undefined in Node. Decorated methods stay the author's own
 * functions; nothing is wrapped.
 */
import 'reflect-metadata';
import type { LoopOptions, TaskOptions, WorkflowOptions } from '../policy/options.js';

/** What a method was marked as. */
export type Marker =
  | { readonly kind: 'task'; readonly options: TaskOptions }
  | { readonly kind: 'loop'; readonly options: LoopOptions }
  | { readonly kind: 'fork' | 'branch' | 'flow' };

const markerKey = 'waystone:marker';
const workflowKey = 'waystone:workflow';

export function markMethod(method: object, marker: Marker): void {
  Reflect.defineMetadata(markerKey, marker, method);
}

export function markWorkflow(workflowClass: object, options: WorkflowOptions): void {
  Reflect.defineMetadata(workflowKey, options, workflowClass);
}

/** The marker of a method; `undefined`: it has none. */
export function markerOf(method: unknown): Marker | undefined {
  return typeof method === 'function' ? (Reflect.getOwnMetadata(markerKey, method) as Marker | undefined) : undefined;
}

/** The options given to `@workflow`; `undefined`: the class has no such decorator. */
export function workflowOptionsOf(workflowClass: unknown): WorkflowOptions | undefined {
  return typeof workflowClass === 'function'
    ? (Reflect.getOwnMetadata(workflowKey, workflowClass) as WorkflowOptions | undefined)
    : undefined;
}

/** The marked methods of a class and of the classes that it extends, by name. */
export function markedMethodsOf(workflowClass: abstract new (...args: never[]) => object): ReadonlyMap<string, Marker> {
  const found = new Map<string, Marker>();
  for (
    let prototype: object | null = workflowClass.prototype as object;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const marker = markerOf(value);
      if (marker !== undefined && !found.has(name)) found.set(name, marker);
    }
  }
  return found;
}
