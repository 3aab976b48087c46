/** The statements of random programs. The first rule of each list is the one that failures shrink to. */
import { change, custom, read, rule, waiting, weighted, write, type Part, type Rule, type Sort } from './grammar.js';
import { joinStatements } from './lanes.js';
import { loops } from './loops.js';
import { indented, type Enclosing, type Printer } from './printer.js';
import { caught, thingThrows } from './things.js';

// ── declarations and assignments ───────────────────────────────────────────────────────────────────────────────────

function declares(sort: Sort): Rule {
  const print: Rule['print'] = (printer, [index, value]) => {
    const given = printer.expression(sort, value);
    return printer.declaration(sort, index as number, given);
  };
  return weighted(4, custom(['index', sort], print));
}

/** Takes a box apart, with defaults that may wait. */
const takesBoxApart = custom(['index', 'box', 'text', 'number'], (printer, [index, box, text, number]) => {
  const [n, s, first, rest] = [printer.name(), printer.name(), printer.name(), printer.name()];
  const source = printer.expression('box', box);
  const [missingText, missing] = [printer.expression('text', text), printer.expression('number', number)];
  printer.declare('number', n);
  printer.declare('text', s);
  printer.declare('number', first);
  printer.declare('list', rest);
  return `${(index as number) % 2 ? 'let' : 'var'} { n: ${n}, s: ${s} = ${missingText}, list: [${first} = ${missing}, ...${rest}] }: Box = ${source};`;
});

const takesListApart = custom(['list', 'number', 'number'], (printer, [list, one, other]) => {
  const [first, second, rest] = [printer.name(), printer.name(), printer.name()];
  const source = printer.expression('list', list);
  const [missing, alsoMissing] = [printer.expression('number', one), printer.expression('number', other)];
  printer.declare('number', first);
  printer.declare('number', second);
  printer.declare('list', rest);
  return `let [${first} = ${missing}, ${second} = ${alsoMissing}, ...${rest}]: number[] = ${source};`;
});

/** Declared first, given a value later. */
const declaredLate = custom(['number', 'truth', 'number', 'index'], (printer, [value, truth, other, index]) => {
  const name = printer.name();
  const given = printer.expression('number', value);
  const isTrue = printer.expression('truth', truth);
  const otherwise = printer.expression('number', other);
  const keyword = (index as number) % 2 ? 'let' : 'var';
  printer.declare('number', name);
  return `${keyword} ${name}: number;\nif (${isTrue}) ${name} = ${given}; else ${name} = ${otherwise};`;
});

/** Several in one declaration: each sees those before it. */
const declaredTogether = custom(['number', 'thing', 'number'], (printer, [one, thing, other]) => {
  const [first, second, third] = [printer.name(), printer.name(), printer.name()];
  const start = printer.expression('number', one);
  printer.declare('number', first);
  const middle = printer.expression('thing', thing);
  printer.declare('thing', second);
  const end = printer.expression('number', other);
  printer.declare('number', third);
  return `let ${first}: number = ${start}, ${second}: unknown = ${middle}, ${third}: number = ${end};`;
});

const takesThingsApart = custom(['thing', 'thing', 'text'], (printer, [one, other, text]) => {
  const [a, b, rest] = [printer.name(), printer.name(), printer.name()];
  const [first, missing] = [printer.expression('thing', one), printer.expression('thing', other)];
  const key = printer.expression('text', text);
  printer.declare('thing', a);
  printer.declare('thing', b);
  printer.declare('thing', rest, 'change');
  return `let { [${key}]: ${a} = ${missing}, c: { d: ${b} } = { d: 5 }, ...${rest} }: Parts = { a: ${first}, c: undefined };`;
});

const destructuring: readonly Rule[] = [
  declaredLate,
  declaredTogether,
  takesThingsApart,
  takesBoxApart,
  takesListApart,
  rule`[${write('number')}, ${write('number')}] = [${'number'}, ${'number'}];`,
  rule`[${change('box')}.n, ${write('number')} = 5] = [${'number'}, ${'number'}];`,
  rule`({ n: ${write('number')}, s: ${write('text')} } = grow(${'box'}));`,
  rule`({ list: ${write('list')} } = copyOf<Box>(${'box'}));`,
];

// ── choices ────────────────────────────────────────────────────────────────────────────────────────────────────────

const leaving = custom(['truth', 'block', 'jump'], (printer, [test, body, jump]) => {
  const condition = printer.expression('truth', test);
  return `if (${condition}) ${printer.block(body, { last: () => printer.tree('jump', jump) })}`;
});

/** Three clauses, the default anywhere; each may fall through. */
const switching = custom(['number', 'number', 'block', 'block', 'block', 'index'], (printer, [subject, value, one, other, rest, index]) => {
  const shape = index as number;
  const on = printer.expression('number', subject);
  const tested = printer.expression('number', value);
  const enclosing: readonly Enclosing[] = [...printer.place.enclosing, { kind: 'switch' }];
  const clauses = printer.within({ enclosing }, () => [
    clause(printer, 'case 1', one, shape % 2 === 0),
    clause(printer, `case ${tested}`, other, shape % 3 === 0),
    clause(printer, 'default', rest, shape % 5 === 0),
  ]);
  return `switch (add(${on}, 0) % 3) {\n${indented(clauses.map((_, position) => clauses[(position + shape) % 3]!))}}`;
});

function clause(printer: Printer, head: string, body: Part | undefined, leaves: boolean): string {
  const lines = printer.scoped(() => [...printer.statements(body), leaves ? 'break;' : '']);
  return `${head}:\n${indented(lines)}`.trimEnd();
}

const labeledBlock = custom(['block'], (printer, [body]) => {
  const label = printer.name();
  const enclosing: readonly Enclosing[] = [...printer.place.enclosing, { kind: 'block', label }];
  return `${label}: ${printer.within({ enclosing }, () => printer.block(body))}`;
});

// ── errors ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function guarded(printer: Printer, body: Part | undefined): string {
  return printer.within({ mayThrow: true }, () => printer.block(body));
}

const trying: readonly Rule[] = [
  custom(['block', 'block', 'index', 'number'], (printer, [body, handler, index, number]) => {
    const guardedBody = guarded(printer, body);
    const { binding, first } = printer.scoped(() => caught(printer, index as number, number!));
    return `try ${guardedBody} catch ${binding} ${printer.block(handler, { first })}`;
  }),
  custom(['block', 'block', 'jump', 'index'], (printer, [body, handler, jump, index]) => {
    const last = (): string => ((index as number) % 2 ? printer.tree('jump', jump) : '');
    return `try ${guarded(printer, body)} catch ${printer.block(handler, { last })}`;
  }),
  custom(['block', 'block'], (printer, [body, closing]) => {
    const guardedBody = printer.block(body);
    return `try ${guardedBody} finally ${printer.block(closing)}`;
  }),
  custom(['block', 'block', 'block', 'jump', 'truth', 'index'], (printer, [body, handler, closing, jump, truth, index]) => {
    const handled = `try ${guarded(printer, body)} catch ${printer.block(handler)}`;
    const last = (): string =>
      (index as number) % 4 ? '' : `if (${printer.expression('truth', truth)}) { ${printer.tree('jump', jump)} }`;
    return `${handled} finally ${printer.block(closing, { last })}`;
  }),
];

// ── leaving ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One of the ways out of where it stands; nothing where there is none. */
export const jumps: readonly Rule[] = [
  custom(['index', 'number', 'text'], (printer, [index, number, text]) => {
    const ways = [...waysAround(printer), ...waysOut(printer, number!, text!)];
    return ways[(index as number) % ways.length]?.() ?? '';
  }),
];

function waysAround({ place: { enclosing } }: Printer): (() => string)[] {
  const labeled = enclosing.flatMap(({ kind, label }) => {
    if (label === undefined) return [];
    return [() => `break ${label};`, ...(kind === 'loop' ? [() => `continue ${label};`] : [])];
  });
  const canBreak = enclosing.some(({ kind }) => kind !== 'block');
  const canContinue = enclosing.some(({ kind }) => kind === 'loop');
  return [...(canContinue ? [() => 'continue;'] : []), ...(canBreak ? [() => 'break;'] : []), ...labeled];
}

function waysOut(printer: Printer, number: Part, text: Part): (() => string)[] {
  const { result, mayThrow } = printer.place;
  const returning = result ? [() => `return ${result(printer, number)};`] : [];
  const throwing = mayThrow ? [() => `throw new Boom(${printer.expression('text', text)}, ${printer.expression('number', number)});`] : [];
  return [...returning, ...throwing];
}

// ── functions, scopes ──────────────────────────────────────────────────────────────────────────────────────────────

/** A function that changes what surrounds it, used before anything waits again. */
const localFunction = custom(['number', 'number', 'index'], (printer, [body, argument, index]) => {
  const [name, parameter] = [printer.name(), printer.name()];
  const changed = printer.hole(write('number'), index!);
  if (changed === undefined) return undefined;
  const isArrow = (index as number) % 2 === 1;
  const hasThis = isArrow && printer.place.hasThis;
  const value = printer.within({ hasThis }, () => (printer.declare('number', parameter), printer.quiet('number', body)));
  const given = printer.quiet('number', argument);
  const use = `${changed} = ${name}(1) + ${name}(${given});`;
  const statements = `{ ${changed} += ${parameter}; return ${value}; }`;
  const lines = isArrow
    ? [`const ${name} = (${parameter}: number): number => ${statements};`, use]
    : [use, `function ${name}(${parameter}: number): number ${statements}`];
  return `{\n${indented(lines)}}`;
});

/** Functions that each see a turn of their own of a loop that does not wait. */
const functionsOfTurns = custom(['number', 'index'], (printer, [body, index]) => {
  const changed = printer.hole(write('number'), index!);
  if (changed === undefined) return undefined;
  const [list, turn] = [printer.name(), printer.name()];
  const value = printer.scoped(() => (printer.declare('number', turn), printer.quiet('number', body)));
  return `{\n${indented([
    `const ${list}: (() => number)[] = [];`,
    `for (let ${turn} = 0; ${turn} < 3; ${turn}++) ${list}.push(() => ${turn} + (${value}));`,
    `${changed} = ${list}.reduce((sum, each) => sum + each(), ${changed});`,
  ])}}`;
});

/** A block with a variable of its own that hides another. */
const shadowing = custom(['number', 'block', 'index'], (printer, [value, body, index]) => {
  const known = printer.variables('number').filter(({ access }) => access !== 'read');
  const hidden = known[(index as number) % known.length];
  if (!hidden) return undefined;
  const others = printer.variables().filter(({ name }) => name !== hidden.name);
  return printer.scoped(() => {
    const given = printer.expression('number', value);
    return printer.block(body, { first: () => `let ${printer.declare('number', hidden.name)}: number = ${given};` });
  }, others);
});

/** Statements of which none waits. */
const withoutWaits = custom(['block'], (printer, [body]) => printer.within({ mayWait: false }, () => printer.block(body)));

// ── all ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const simple: readonly Rule[] = [
  weighted(10, rule`${'effect'};`),
  declares('number'),
  declares('text'),
  declares('truth'),
  declares('list'),
  declares('box'),
  declares('maybe'),
  declares('thing'),
  ...thingThrows,
  ...destructuring,
  localFunction,
  functionsOfTurns,
  rule`if (${'truth'}) ${'effect'};`,
  rule`if (${'truth'}) ${'effect'}; else ${'effect'};`,
  waiting`${write('number')} = await this.echo(${'number'});`,
  waiting`await this.tell(${'text'}, ${read('box')});`,
];

const nested: readonly Rule[] = [
  rule`if (${'truth'}) ${'block'}`,
  rule`if (${'truth'}) ${'block'} else ${'block'}`,
  weighted(6, leaving),
  weighted(4, switching),
  ...loops,
  labeledBlock,
  ...trying.map((each) => weighted(4, each)),
  shadowing,
  withoutWaits,
  ...joinStatements,
];

export const statements: readonly Rule[] = [...simple, ...nested];
