/** Finds what in a value cannot be stored, and the path to it. Only called once something went wrong. */
import { types } from 'node:util';
import { childrenOf, stepTo } from './children.js';
import { componentsFrom, isCycle } from './components.js';
import { encodeInstance, maxInstances } from './instances.js';
import { kindOf, type Kind } from './kinds.js';
import { maxObjects } from './limits.js';

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
  for (let at = visit.parent; at !== undefined; at = at.visit.parent) steps.push(stepTo(at.kind, at.visit.value as object, at.position));
  return steps.toReversed().join('');
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

/** Nothing in it has to be looked at. */
function isLeaf(value: unknown): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  return typeof value !== 'object' || value === null;
}

/** The first thing in a value that cannot be stored; `undefined`: there is none. */
export function explain(root: unknown): Unstorable | undefined {
  const walk: Walk = { numbers: new Map(), inside: [], instances: [] };
  const open: Visit[] = [{ value: root }];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    if (isLeaf(visit.value) || walk.numbers.has(visit.value)) continue;
    const problem = look(visit, walk);
    if (problem !== undefined) return problem;
    // Not as arguments of one call: there may be too many.
    for (const child of walk.inside.at(-1)?.toReversed() ?? []) open.push(child);
  }
  const holding = holdingItself(walk);
  return holding && failed(holding, 'gives data that holds the instance itself');
}

interface Walk {
  /** The objects, in the order in which they were met. */
  readonly numbers: Map<unknown, number>;
  /** What each of them holds. */
  readonly inside: (readonly Visit[])[];
  readonly instances: Visit[];
}

/** Adds an object to the walk. Asking an object anything may throw: a getter does, or a proxy. */
function look(visit: Visit, walk: Walk): Unstorable | undefined {
  try {
    return lookInto(visit, walk);
  } catch (error) {
    const found = types.isProxy(visit.value) ? 'a proxy' : describe(visit.value);
    return { path: pathOf(visit), found: `${found} that throws ${String(error)} when it is read` };
  }
}

function lookInto(visit: Visit, { numbers, inside, instances }: Walk): Unstorable | undefined {
  const { value } = visit;
  if (typeof value !== 'object' || value === null) return { path: pathOf(visit), found: describe(value) };
  if (numbers.set(value, numbers.size).size > maxObjects) return { path: '', found: `a value of more than ${maxObjects} objects` };
  const kind = kindOf(value);
  if (kind === undefined) return { path: pathOf(visit), found: describe(value) };
  if (kind === 'instance') {
    if (instances.push(visit) > maxInstances) return failed(visit, 'never comes to an end');
    const refusal = refusalOf(value);
    if (refusal !== undefined) return failed(visit, `throws ${refusal}`);
  }
  inside.push(childVisits(visit, kind));
  return undefined;
}

function failed(visit: Visit, what: string): Unstorable {
  return { path: pathOf(visit), found: `${describe(visit.value)} whose codec ${what}` };
}

/** What the author's codec throws. */
function refusalOf(instance: object): string | undefined {
  try {
    encodeInstance(instance);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** What a value holds and has to be looked at. An error can always be stored: what it holds that cannot is left out. */
function childVisits(visit: Visit, kind: Kind): readonly Visit[] {
  if (kind === 'error') return [];
  const children: Visit[] = [];
  let position = 0;
  for (const value of childrenOf(kind, visit.value as object)) {
    if (!isLeaf(value)) children.push({ value, parent: { visit, kind, position } });
    position += 1;
  }
  return children;
}

/** The first instance that holds itself, at once or by way of others. */
function holdingItself({ numbers, inside, instances }: Walk): Visit | undefined {
  const numberOf = ({ value }: Visit): number => numbers.get(value) ?? -1;
  const targets = (number: number): readonly number[] => inside[number]?.map(numberOf) ?? [];
  const cyclic = new Set<number>();
  for (const component of componentsFrom(instances.map(numberOf), targets))
    if (isCycle(component, targets)) for (const number of component) cyclic.add(number);
  return instances.find((visit) => cyclic.has(numberOf(visit)));
}
