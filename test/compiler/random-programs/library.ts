/** What random programs import: values, an error, tasks, and functions that do the same in every run. */
import { task } from '@waystone/core';

export interface Box {
  n: number;
  s: string;
  list: number[];
}

/** Something to take apart. */
export interface Parts {
  [key: string]: unknown;
  c?: { d?: unknown } | undefined;
}

export class Boom extends Error {
  override readonly name: string = 'Boom';
  readonly code: number;

  constructor(message: string, code: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

export class Bang extends Boom {
  override readonly name = 'Bang';
  readonly loud = [true];
}

export class Pair {
  readonly one: number;
  readonly other: number;

  constructor(one: number, other: number) {
    this.one = one;
    this.other = other;
  }

  get total(): number {
    return this.one * 3 + this.other;
  }
}

export function add(one: number, other: number): number {
  return one + other;
}

export function none(): Box | undefined {
  return undefined;
}

export function maybe(isThere: boolean, box: Box): Box | undefined {
  return isThere ? box : undefined;
}

export function has(box: Box | undefined): boolean {
  return box !== undefined;
}

export function same(one: unknown, other: unknown): boolean {
  return one === other;
}

/** The number that a join gave, by name, as an outcome, or as it is. */
export function numberIn(joined: unknown): number {
  if (typeof joined === 'number') return joined;
  const found = Object.values(Object(joined)).find((each) => typeof each === 'number' || (Object(each) as object) === each);
  return found === undefined ? -1 : numberIn(found);
}

export function copyOf<T>(value: T): T {
  return structuredClone(value);
}

/** Changes what it is given. */
export function grow(box: Box): Box {
  box.n += 1;
  box.list.push(box.n);
  return box;
}

/** Something that the types promise and that is not there. */
export function absent<T>(): T {
  return undefined as T;
}

// ── things ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The same object at two places. */
export function twice(value: unknown): unknown {
  return { one: value, other: [value] };
}

/** Holds itself. */
export function ring(value: unknown): unknown {
  const list: unknown[] = [value];
  list.push(list);
  return list;
}

/** The same object as a key, and as what it stands for. */
export function keyed(value: unknown): unknown {
  return new Map([[value, new Set([value])]]);
}

function partsOf(value: unknown): readonly unknown[] {
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof Set) return [...value];
  if (value instanceof Error) return [value.message, value.cause];
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/** One of the parts of a value. */
export function inside(value: unknown, number: number): unknown {
  const parts = partsOf(value);
  return parts.length === 0 ? value : parts[spot(number) % parts.length];
}

/** A number that most differences between two values change. */
export function measure(value: unknown, depth = 3): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 17 : Object.is(value, Number(value)) ? Number(value) : 3;
  const parts = depth === 0 ? [] : partsOf(value);
  return parts.reduce<number>(
    (sum, part, index) => (sum * 3 + index + measure(part, depth - 1)) % 1_009,
    Object.prototype.toString.call(value).length,
  );
}

/** Changes what it is given, if that can be changed. It stays small. */
export function put(target: unknown, value: unknown): void {
  if (target instanceof Map && target.size < 4) target.set(target.size, value);
  else if (target instanceof Set && target.size < 4) target.add(value);
  else if (Array.isArray(target) && target.length < 4) target.push(value);
  else if (target instanceof Date) target.setTime(7);
}

/** Everything in it anew, and shared as it was. */
export function copied<T>(value: T, copies = new Map<unknown, unknown>()): T {
  if (typeof value !== 'object' || value === null) return value;
  if (copies.has(value)) return copies.get(value) as T;
  const keep = <V>(copy: V): V => (copies.set(value, copy), copy);
  const again = (part: unknown): unknown => copied(part, copies);
  if (value instanceof Map) {
    const copy = keep(new Map<unknown, unknown>());
    for (const [key, item] of value) copy.set(again(key), again(item));
    return copy as T;
  }
  if (value instanceof Set) {
    const copy = keep(new Set<unknown>());
    for (const item of value) copy.add(again(item));
    return copy as T;
  }
  if (value instanceof Error || Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) {
    const copy = keep((Array.isArray(value) ? new Array(value.length) : Object.create(Object.getPrototypeOf(value))) as object);
    for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(value)))
      if (key !== 'length')
        Object.defineProperty(copy, key, 'value' in property ? { ...property, value: again(property.value) } : property);
    return copy as T;
  }
  if (value instanceof URL) return keep(new URL(value)) as T;
  return keep(structuredClone(value));
}

/** Keeps texts from growing without bound. */
export function cut(text: string): string {
  return text.slice(-6);
}

/** Keeps lists from growing without bound; the result is a new list with no holes. */
export function some(list: readonly number[], count = 6): number[] {
  return [...list].slice(-count);
}

export function tag(strings: TemplateStringsArray, ...numbers: number[]): number {
  return numbers.reduce(add, strings.join('').length);
}

/** A position in a list. */
export function spot(value: number): number {
  return Number.isFinite(value) ? Math.abs(Math.trunc(value)) % 6 : 0;
}

export function total(record: Readonly<Record<string, number>>): number {
  return Object.entries(record).reduce((sum, [key, value], index) => sum + value * (index + key.length), 0);
}

export function messageOf(error: unknown): string {
  if (error instanceof Boom) return `Boom ${error.code} ${error.message}`.slice(0, 20);
  // What it says names the expression as it was compiled.
  if (error instanceof TypeError) return error.name;
  return error instanceof Error ? `${error.name} ${error.message}`.slice(0, 20) : 'no error';
}

export function outcomeOf(lane: { status: 'fulfilled'; value: number } | { status: 'rejected'; reason: unknown }): number {
  return lane.status === 'fulfilled' ? lane.value : -messageOf(lane.reason).length;
}

/** The tasks of all programs. */
export class Tasks {
  protected readonly limit: number = 3;

  protected half(value: number): number {
    return Math.floor(value / 2) % this.limit;
  }

  @task()
  async echo<T>(value: T): Promise<T> {
    return value;
  }

  @task()
  async add(one: number, other: number): Promise<number> {
    return one + other;
  }

  @task()
  async check(value: number): Promise<number> {
    if (value % 3 === 0) throw new Boom('checked', value);
    return value;
  }

  @task()
  async bump(box: Box): Promise<Box> {
    return grow(box);
  }

  @task()
  async items(length: number): Promise<number[]> {
    return Array.from({ length: Math.abs(length) % 4 || 2 }, (_, at) => at);
  }

  @task()
  async maybe(isThere: boolean, box: Box): Promise<Box | undefined> {
    return maybe(isThere, box);
  }

  @task()
  async wrap(value: unknown): Promise<unknown> {
    return { value, again: [value] };
  }

  @task()
  async tell(text: string, box: Box): Promise<void> {
    box.s = text;
  }
}
