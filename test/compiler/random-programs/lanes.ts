/**
 * Joins and lanes of random programs.
 *
 * Always: a lane shares nothing with what surrounds it, and a lane whose failure would cancel the others cannot fail, so
 * that the order in which lanes run does not show.
 */
import { custom, when, type Part, type Rule } from './grammar.js';
import type { Callable, Printer } from './printer.js';

// ── lanes ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const task = custom(['number', 'number', 'index'], (printer, [one, other, index]) => {
  const [first, second] = [printer.quiet('number', one), printer.quiet('number', other)];
  return printer.place.mayThrow && (index as number) % 2 ? `this.check(${first})` : `this.add(${first}, ${second})`;
});

const childLane = custom(['number', 'number', 'index'], (printer, [one, other, index]) => {
  const [first, second] = [printer.quiet('number', one), printer.quiet('number', other)];
  const isStrict = printer.place.mayThrow && (index as number) % 2 === 0;
  return `child(Summer, { one: ${first}, other: ${second}, isStrict: ${isStrict} })`;
});

/** One of the callables of that kind that may be called here. */
function chosen(printer: Printer, wanted: Callable['kind'], index: Part | undefined): Callable | undefined {
  const found = printer.callables.filter(({ kind, mayThrow }) => kind === wanted && (printer.place.mayThrow || !mayThrow));
  return found[(index as number) % found.length];
}

const flowLane = custom(['index', 'number', 'box', 'number'], (printer, [index, number, box, other]) => {
  const flow = chosen(printer, 'flow', index);
  if (!flow) return task.print(printer, [number!, other!, index!]);
  return `this.${flow.name}(${printer.quiet('number', number)}, ${printer.quiet('box', box)})`;
});

const functionLane = custom(['number', 'block', 'number'], (printer, [argument, body, result]) => {
  const parameter = printer.name();
  const given = printer.quiet('number', argument);
  return `(async (${parameter}: number) => ${laneBody(printer, body, { result, names: [parameter] })})(${given})`;
});

/** A lane that only waits. */
const sleepLane = custom(['index', 'number', 'number'], (printer, [index, one, other]) => {
  const given = printer.quiet('number', one);
  const taken = printer.quiet('number', other);
  return `(async () => { await sleep(${(index as number) * 100}); return (${given}) - (${taken}); })()`;
});

export const lanes: readonly Rule[] = [task, flowLane, functionLane, childLane, sleepLane];

interface LaneBody {
  readonly result: Part | undefined;
  readonly names: readonly string[];
}

function laneBody(printer: Printer, body: Part | undefined, { result, names }: LaneBody): string {
  const returning = (inner: Printer, value: Part): string => inner.expression('number', value);
  return printer.within({ mayWait: true, result: returning }, () => {
    for (const name of names) printer.declare('number', name);
    return printer.block(body, { last: () => `return ${printer.expression('number', result)};` });
  });
}

// ── joins ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How a join is written. */
interface Form {
  readonly isSettled: boolean;
  readonly isNamed: boolean;
  readonly index: number;
}

/** The call of `join` for two lanes. */
export function joinOf(printer: Printer, lanes: readonly [Part, Part], { isSettled, isNamed, index }: Form): string {
  const print = (lane: Part): string => printer.apart({ mayThrow: isSettled, mayWait: false }, () => printer.tree('lane', lane));
  const [one, other] = [print(lanes[0]), print(lanes[1])];
  return `join(${isNamed ? `{ a: ${one}, b: ${other} }` : `[${one}, ${other}]`}${optionsOf(isSettled, index)})`;
}

function optionsOf(isSettled: boolean, index: number): string {
  const options = [...(isSettled ? [`mode: 'settled'`] : []), ...(index % 5 === 0 ? [`concurrency: ${1 + (index % 2)}`] : [])];
  return options.length === 0 ? '' : `, { ${options.join(', ')} }`;
}

const writtenJoin = custom(['lane', 'lane', 'index'], (printer, [one, other, given]) => {
  const index = given as number;
  const form = { isSettled: index % 3 === 0, isNamed: index % 2 === 0, index };
  const call = joinOf(printer, [one!, other!], form);
  const [first, second] = [printer.name(), printer.name()];
  const targets = form.isNamed ? `{ a: ${first}, b: ${second} }` : `[${first}, ${second}]`;
  return [`const ${targets} = await ${call};`, ...[first, second].map((name) => takeResult(printer, name, form))].join('\n');
});

function takeResult(printer: Printer, name: string, { isSettled }: Form): string {
  const result = printer.name();
  return `let ${printer.declare('number', result)}: number = ${isSettled ? `outcomeOf(${name})` : name};`;
}

/** One lane per item, each a function with a body. */
const joinPerItem = custom(['list', 'block', 'number', 'index'], (printer, [list, body, result, given]) => {
  const index = given as number;
  const items = printer.expression('list', list);
  const names = [printer.name(), printer.name()].slice(0, 1 + (index % 2));
  const isSettled = index % 3 === 0;
  const lane = printer.apart({ mayThrow: isSettled }, () => laneBody(printer, body, { result, names }));
  const joined = `await join(some(${items}, 2).map(async (${names.join(', ')}) => ${lane})${optionsOf(isSettled, index)})`;
  return printer.declaration('list', index, isSettled ? `(${joined}).map(outcomeOf)` : joined);
});

/**
 * Lanes that sleep for different times, so that it is plain in which order they end. Losers are canceled on the engine alone, where
 * they do nothing that shows.
 */
const timedJoin = custom(['number', 'number', 'index', 'index'], (printer, [one, other, given, order]) => {
  const index = given as number;
  const name = printer.name();
  const values = [one, other].map((value) => printer.apart({ mayWait: false, mayThrow: false }, () => printer.expression('number', value)));
  const fails = printer.place.mayThrow && index % 3 === 0;
  const times = [
    [100, 200, 300],
    [300, 100, 200],
    [200, 300, 100],
  ][(order as number) % 3]!;
  const lanes = times.map((ms, position) => {
    const value = values[position] ?? '3';
    const end = fails && position !== index % 2 ? `throw new Boom('late', ${value});` : `return ${value};`;
    return `(async () => { await sleep(${ms}); ${end} })()`;
  });
  return `let ${printer.declare('number', name)}: number = measure(${timedCall(lanes, index, fails)});`;
});

/** The call of one of the forms in which some lanes may lose. */
function timedCall(lanes: readonly string[], index: number, fails: boolean): string {
  const listed = `[${lanes.join(', ')}]`;
  const named = `{ ${lanes.map((lane, position) => `${'abc'[position]}: ${lane}`).join(', ')} }`;
  const forms = [
    `join(${listed}, { mode: 'any' })`,
    `join(${named}, { mode: 'race' })`,
    `join(${named}, { mode: { atLeast: ${fails ? 1 : 2} } })`,
    `Promise.any(${listed})`,
    `Promise.race(${listed})`,
    `join(${named}, { mode: 'any' })`,
    `join(${listed}, { mode: { atLeast: 1 } })`,
    `join(${listed}, { mode: 'race' })`,
  ];
  return `await ${forms[index % forms.length]!}`;
}

/** Lanes that may fail, of which so many may. */
const toleratedJoin = custom(['number', 'number', 'index'], (printer, [one, other, given]) => {
  const index = given as number;
  if (!printer.place.mayThrow) return undefined;
  const lanes = [one, other].map((value) => {
    return printer.apart({ mayWait: false, mayThrow: false }, () => `this.check(${printer.expression('number', value)})`);
  });
  const tolerate = [`1`, `'50%'`, `0`][index % 3]!;
  const name = printer.name();
  const call = `await join([${[...lanes, 'this.add(1, 2)'].join(', ')}], { mode: 'settled', tolerate: ${tolerate} })`;
  return `let ${printer.declare('number', name)}: number = (${call}).map(outcomeOf).reduce(add, 0);`;
});

/** The joins that JavaScript has itself. */
const promiseJoin = custom(['lane', 'lane', 'index'], (printer, [one, other, given]) => {
  const isSettled = (given as number) % 2 === 0;
  const lanes = [one, other].map((lane) => printer.apart({ mayThrow: isSettled, mayWait: false }, () => printer.tree('lane', lane)));
  const [first, second] = [printer.name(), printer.name()];
  const call = `await Promise.${isSettled ? 'allSettled' : 'all'}([${lanes.join(', ')}])`;
  const form = { isSettled, isNamed: false, index: 1 };
  return [`const [${first}, ${second}] = ${call};`, ...[first, second].map((name) => takeResult(printer, name, form))].join('\n');
});

/** A fork in a lane of a fork for every item of a list. */
const nestedJoin = custom(['list', 'number', 'index'], (printer, [list, number, given]) => {
  const items = printer.expression('list', list);
  const [outer, inner] = [printer.name(), printer.name()];
  const value = printer.apart({ mayWait: false }, () => {
    printer.declare('number', outer);
    printer.declare('number', inner);
    return printer.quiet('number', number);
  });
  const lane = `async (${inner}) => { await sleep(100); return ${value}; }`;
  const body = `async (${outer}) => await join([${outer}, 2].map(${lane}))`;
  const joined = `await join(some(${items}, 2).map(${body}))`;
  return printer.declaration('list', given as number, `(${joined}).flat()`);
});

/** A call of a `@fork` of the class. */
const forkCall = custom(['index', 'number', 'box'], (printer, [index, number, box]) => {
  const fork = chosen(printer, 'fork', index);
  if (!fork) return undefined;
  const [one, other] = [printer.name(), printer.name()];
  const call = `await this.${fork.name}(${printer.expression('number', number)}, ${printer.expression('box', box)})`;
  printer.declare('number', one);
  printer.declare('number', other);
  return `let { a: ${one}, b: ${other} } = ${call};`;
});

export const joinStatements: readonly Rule[] = [writtenJoin, joinPerItem, timedJoin, toleratedJoin, promiseJoin, nestedJoin, forkCall].map(
  (each) => when(({ place }) => place.mayWait, each),
);
