/** Whole random programs: a workflow class with its tasks, its flows and its entry. */
import type { Part, Sort, Tree } from './grammar.js';
import { joinOf } from './lanes.js';
import { indented, Printer, type Callable, type Place } from './printer.js';

export interface ProgramTree {
  readonly flows: readonly FlowTree[];
  readonly body: readonly Tree[];
}

export interface FlowTree {
  /** Chooses what kind of flow it is and how its parameters are written. */
  readonly shape: number;
  /** Whether it can fail; only those that cannot are called by lanes whose failure would cancel others. */
  readonly mayThrow: boolean;
  readonly first: Part;
  readonly bodies: readonly [Part, Part];
  readonly values: readonly [Part, Part];
  readonly lanes: readonly [Part, Part];
}

// ── flows ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const returned = (printer: Printer, value: Part): string => printer.expression('number', value);
const inFlow: Place = {
  hasThis: true,
  mayWait: true,
  mayThrow: true,
  maySignal: false,
  mayPublish: true,
  enclosing: [],
  loops: 1,
  result: returned,
};

type PrintBody = (printer: Printer, flow: FlowTree) => string;

const plainBody: PrintBody = (printer, { bodies: [body], values: [value] }) =>
  printer.block(body, { last: () => `return ${returned(printer, value)};` });

const branchBody: PrintBody = (printer, { bodies: [one, other], values: [value, result], shape }) => {
  const leave = (): string => `return ${returned(printer, result)};`;
  const choice = printer.tree('number', value);
  const yes = printer.block(one, { last: leave });
  const no = shape % 3 ? `else ${printer.block(other, { last: leave })}` : leave();
  return `{\n${indented([`if (${choice} < 3) ${yes}`, no])}}`;
};

const loopBody: PrintBody = (printer, { bodies: [body], values: [start, result] }) => {
  const [sum, turn] = [printer.name(), printer.name()];
  const from = printer.expression('number', start);
  printer.declare('number', sum);
  const first = (): string => (printer.declare('number', turn, 'change'), '');
  const turns = printer.within({ loops: 9, enclosing: [{ kind: 'loop' }] }, () => printer.block(body, { first }));
  const loop = `for (let ${turn} = 0; ${turn} < 3; ${turn}++) ${turns}`;
  return `{\n${indented([`let ${sum}: number = ${from};`, loop, `return ${printer.tree('number', result)} + ${sum};`])}}`;
};

const forkBody: PrintBody = (printer, { bodies: [body], lanes, shape }) => {
  const form = { isSettled: false, isNamed: true, index: shape };
  return printer.within({ result: undefined }, () => printer.block(body, { last: () => `return ${joinOf(printer, lanes, form)};` }));
};

const kinds: readonly { readonly marker: string; readonly kind: Callable['kind']; readonly print: PrintBody }[] = [
  { marker: 'flow()', kind: 'flow', print: plainBody },
  { marker: 'fork()', kind: 'fork', print: forkBody },
  { marker: 'branch()', kind: 'flow', print: branchBody },
  { marker: 'flow()', kind: 'flow', print: plainBody },
  { marker: 'loop({ maxIterations: 9 })', kind: 'flow', print: loopBody },
];

function printFlow(name: string, flow: FlowTree, callables: readonly Callable[]): { readonly callable: Callable; readonly text: string } {
  const { marker, kind, print } = kinds[flow.shape % kinds.length]!;
  const printer = new Printer(callables, { ...inFlow, mayThrow: flow.mayThrow });
  const parameters = printParameters(printer, flow);
  const result = kind === 'flow' ? ': Promise<number>' : '';
  return {
    callable: { name, kind, mayThrow: flow.mayThrow },
    text: `@${marker} async ${name}(${parameters})${result} ${print(printer, flow)}`,
  };
}

/** A number, a box (by name or taken apart) and any more numbers, with defaults. */
function printParameters(printer: Printer, { shape, first }: FlowTree): string {
  const number = printer.declare('number');
  const value = printer.within({ mayWait: false, mayThrow: false }, () => printer.expression('number', first));
  const [box, n, rest] = [printer.name(), printer.name(), printer.name()];
  const isNamed = shape % 2 === 0;
  if (isNamed) printer.declare('box', box);
  else {
    printer.declare('number', n);
    printer.declare('text', box);
  }
  if (shape % 3 === 0) printer.declare('list', rest);
  return `${number}: number, ${isNamed ? box : `{ n: ${n}, s: ${box} }`}: Box = { n: ${value}, s: 'd', list: [4] }, ...${rest}: number[]`;
}

// ── classes ────────────────────────────────────────────────────────────────────────────────────────────────────────

const imports = `import { branch, child, flow, fork, join, loop, signal, sleep, sleepUntil, status, task, workflow } from '@waystone/core';
import { absent, add, Bang, Boom, copied, copyOf, cut, grow, has, inside, keyed, maybe, measure, messageOf, none, numberIn, outcomeOf, Pair, put, ring, same, some, spot, tag, Tasks, total, twice, type Box, type Parts } from './library.js';
`;

const members = `readonly stage = status<number>();
readonly note = signal<number>();
readonly mood = status<unknown>();
readonly parcel = signal<unknown>();`;

/** What programs start as a child. */
const summer = `
@workflow()
export class Summer {
  @task() async add(one: number, other: number): Promise<number> { return one + other; }
  @task() async check(value: number): Promise<number> { if (value % 2 === 0) throw new Boom('summed', value); return value; }
  async run({ one, other, isStrict = false }: { one: number; other: number; isStrict?: boolean }): Promise<number> {
    const sum = await this.add(one, other);
    return isStrict ? await this.check(sum) : sum;
  }
}
`;

/** Overrides a flow of the base class, and calls it. */
const override = `@flow() override async flow0(one: number, box?: Box, ...list: number[]): Promise<number> {
  return this.half(one) + (await super.flow0(one, box, ...list));
}`;

/** The text of a workflow module; its class is called `name`. */
export function printProgram(name: string, { flows, body: run }: ProgramTree): string {
  const callables: Callable[] = [];
  const texts = flows.map((flow, index) => {
    const { callable, text } = printFlow(`flow${index}`, flow, callables);
    callables.push(callable);
    return text;
  });
  const classes = inTime(printClasses(name, { flows, texts, run: printRun(run, callables) }));
  return `${imports}\n${classes}${classes.includes('Summer') ? summer : ''}`;
}

/**
 * Lanes that wait for each other take longer than in a plain run, where code has begun all of them. So they do not where it
 * shows which signals have come meanwhile.
 */
function inTime(classes: string): string {
  return /\.(?:poll|receive)\(/.test(classes) ? classes.replaceAll('concurrency: 1 ', 'concurrency: 2 ') : classes;
}

interface ClassParts {
  readonly flows: readonly FlowTree[];
  readonly texts: readonly string[];
  readonly run: string;
}

/** All in one class, or the fields and the flows in one that it extends. */
function printClasses(name: string, { flows, texts, run }: ClassParts): string {
  const shape = flows[0]?.shape ?? 1;
  const print = (head: string, parts: readonly string[]): string => `export ${head} {\n${indented(parts)}}\n`;
  if (shape % 4 > 0) return `@workflow()\n${print(`class ${name} extends Tasks`, [members, ...texts, run])}`;
  const base = print('abstract class Base extends Tasks', [members, ...texts]);
  const isPlain = kinds[shape % kinds.length]!.print === plainBody;
  return `${base}\n@workflow()\n${print(`class ${name} extends Base`, [...(isPlain ? [override] : []), run])}`;
}

function printRun(body: Part, callables: readonly Callable[]): string {
  const early = (printer: Printer, value: Part): string => `['early', ${printer.expression('number', value)}]`;
  const printer = new Printer(callables, { ...inFlow, loops: 0, maySignal: true, result: early });
  const input = printer.declare('number');
  const given = start.map(({ sort, value }) => ({ name: printer.declare(sort), value }));
  const lines = printer.statements(body);
  const words = new Set(lines.join('\n').split(/[^\p{ID_Continue}$]+/u));
  const unused = given.filter(({ name }) => !words.has(name)).map(({ name }) => name);
  const first = given.flatMap(({ name, value }) => (unused.includes(name) ? [] : [`let ${name}${value};`]));
  return `async run(${input}: number): Promise<unknown> {\n${indented([...first, ...lines, `return ${everything(printer, unused)};`])}}`;
}

/** What every program has to begin with, unless it has no use for it. */
const start: readonly { readonly sort: Sort; readonly value: string }[] = [
  { sort: 'box', value: `: Box = { n: 2, s: 'x', list: [5, 6] }` },
  { sort: 'text', value: `: string = 'y'` },
  { sort: 'truth', value: ': boolean = has(none())' },
  { sort: 'list', value: ': number[] = [8, 9]' },
  { sort: 'thing', value: `: unknown = new Map<unknown, unknown>([['a', [-0]], [NaN, 1n]])` },
  { sort: 'maybe', value: `: Box | undefined = maybe(add(1, 1) > 1, { n: 3, s: 'z', list: [] })` },
];

/** All values at the end, and which of them are the same. */
function everything(printer: Printer, unused: readonly string[]): string {
  const all = printer.variables().filter(({ name }) => !unused.includes(name));
  const named = (wanted: Sort): string[] => all.filter(({ sort }) => sort === wanted).map(({ name }) => name);
  const lists = [...named('list'), ...named('box').map((name) => `${name}.list`)];
  const same = [...pairs(named('box')), ...pairs(lists)].map(([one, other]) => `${one} === ${other}`);
  return `{ ${[...all.map(({ name }) => name), `same: [${same.join(', ')}]`].join(', ')} }`;
}

function pairs(names: readonly string[]): (readonly [string, string])[] {
  return names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const));
}
