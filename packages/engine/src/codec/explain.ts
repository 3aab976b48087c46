/** Finds what in a value cannot be stored, and the path to it. Only called once something went wrong. */
import { types } from 'node:util';
import { childrenOf, stepTo } from './children.js';
import { maxInstances } from './instances.js';
import { kindOf, type Kind } from './kinds.js';

export interface Unstorable {
  /** From the root, which is not named: `.items[3].price`. */
  readonly path: string;
  /** What is there: `a function`. */
  readonly found: string;
}

interface Visit {
  readonly value: unknown;
  readonly parent?: { readonly visit: Visit; readonly kind: Kind; readonly position: number };
}

function pathOf(visit: Visit): string {
  const steps: string[] = [];
  for (let at = visit.parent; at !== undefined; at = at.visit.parent) steps.unshift(stepTo(at.kind, at.visit.value as object, at.position));
  return steps.join('');
}

function describeObject(value: object): string {
  if (types.isPromise(value)) return 'a promise';
  if ('next' in value && Symbol.iterator in value) return 'an iterator';
  const name: unknown = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)?.constructor?.name;
  if (typeof name !== 'string' || name === '') return 'an object of an unnamed class';
  return /^(WeakMap|WeakSet|WeakRef|SharedArrayBuffer|Float16Array)$/.test(name) ? `a ${name}` : `an instance of ${name}`;
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? describeObject(value) : `a ${typeof value}`;
}

/** An error can always be stored: what it holds that cannot is left out. */
function isLeaf(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Error;
}

/** The first thing in a value that cannot be stored; `undefined`: there is none. */
export function explain(root: unknown): Unstorable | undefined {
  const seen = new Set<unknown>();
  const instances: Visit[] = [];
  const open: Visit[] = [{ value: root }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { value } = visit;
    if (typeof value === 'function' || typeof value === 'symbol') return { path: pathOf(visit), found: describe(value) };
    if (isLeaf(value) || seen.has(value)) continue;
    seen.add(value);
    const kind = kindOf(value as object);
    if (kind === undefined) return { path: pathOf(visit), found: describe(value) };
    if (kind === 'instance' && instances.push(visit) > maxInstances) return failed(visit, 'never comes to an end');
    const children = childVisits(visit, kind);
    if (children instanceof Error) return failed(visit, `throws ${String(children)}`);
    open.push(...children.toReversed());
  }
  const holding = instances.find(({ value }) => holdsItself(value as object));
  return holding && failed(holding, 'gives data that holds the instance itself');
}

function failed(visit: Visit, what: string): Unstorable {
  return { path: pathOf(visit), found: `${describe(visit.value)} whose codec ${what}` };
}

/** What a value holds; an error: the author's codec threw it. Errors are looked into when they are stored. */
function childVisits(visit: Visit, kind: Kind): Visit[] | Error {
  if (kind === 'error') return [];
  try {
    const children = childrenOf(kind, visit.value as object);
    return Array.from(children, (value, position) => ({ value, parent: { visit, kind, position } }));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function holdsItself(instance: object): boolean {
  const seen = new Set<unknown>();
  const open: unknown[] = [...childrenOf('instance', instance)];
  for (let value = open.pop(); open.length > 0 || value !== undefined; value = open.pop()) {
    if (value === instance) return true;
    const kind = isLeaf(value) || seen.has(value) ? undefined : kindOf(value as object);
    seen.add(value);
    if (kind !== undefined && kind !== 'error') open.push(...childrenOf(kind, value as object));
  }
  return false;
}
