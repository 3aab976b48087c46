/** What random programs import: values, an error, tasks, and functions that do the same in every run. */
import { task } from '@waystone/core';

export interface Box {
  n: number;
  s: string;
  list: number[];
}

export class Boom extends Error {
  override readonly name = 'Boom';
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
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

export function same(one: string, other: string): boolean {
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
  return error instanceof Error ? `${error.name} ${error.message}`.slice(0, 20) : 'no error';
}

export function outcomeOf(lane: { status: 'fulfilled'; value: number } | { status: 'rejected'; reason: unknown }): number {
  return lane.status === 'fulfilled' ? lane.value : -messageOf(lane.reason).length;
}

/** The tasks of all programs. */
export class Tasks {
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
  async tell(text: string, box: Box): Promise<void> {
    box.s = text;
  }
}
