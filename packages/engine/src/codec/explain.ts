/** Finds what in a value cannot be stored, and the path to it. Only called once something went wrong. */
import { types } from 'node:util';
import { childrenOf, stepTo } from './children.js';
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
  const open: Visit[] = [{ value: root }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const { value } = visit;
    if (typeof value === 'function' || typeof value === 'symbol') return { path: pathOf(visit), found: describe(value) };
    if (isLeaf(value) || seen.has(value)) continue;
    seen.add(value);
    const kind = kindOf(value as object);
    if (kind === undefined) return { path: pathOf(visit), found: describe(value) };
    if (kind !== 'error') open.push(...childVisits(visit, kind).toReversed());
  }
  return undefined;
}

function childVisits(visit: Visit, kind: Exclude<Kind, 'error'>): Visit[] {
  return Array.from(childrenOf(kind, visit.value as object), (value, position) => ({ value, parent: { visit, kind, position } }));
}
