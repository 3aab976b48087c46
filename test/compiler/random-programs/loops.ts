/** Loops of random programs. Always: a loop takes few turns, whatever its body does. */
import { custom, when, type Hole, type Part, type Rule } from './grammar.js';
import { indented, type Enclosing, type Printer } from './printer.js';

const turns = 3;

/** Prints the body of a loop; `first` is printed at its beginning. */
type Body = (first?: () => string) => string;

/** A loop that may have a label, which takes the place of `@`. */
function loop(holes: readonly Hole[], print: (printer: Printer, parts: readonly Part[], body: Body) => string): Rule {
  const printLoop: Rule['print'] = (printer, parts) => {
    const [body, index] = parts.slice(-2);
    const label = (index as number) % 3 === 0 ? printer.name() : undefined;
    const enclosing: readonly Enclosing[] = [...printer.place.enclosing, { kind: 'loop', ...(label !== undefined && { label }) }];
    const place = { enclosing, loops: printer.place.loops + 1 };
    const printBody: Body = (first) => printer.within(place, () => printer.block(body, first && { first }));
    return printer.scoped(() => print(printer, parts, printBody).replace('@', label === undefined ? '' : `${label}: `));
  };
  return when(({ place }) => place.loops < 2, custom([...holes, 'block', 'index'], printLoop));
}

function withFuel(fuel: string, statement: string): string {
  return `{\n${indented([`let ${fuel} = ${turns};`, statement])}}`;
}

export const loops: readonly Rule[] = [
  loop(['truth'], (printer, [test], body) => {
    const fuel = printer.name();
    return withFuel(fuel, `@while (${fuel}-- > 0 && ${printer.tree('truth', test)}) ${body()}`);
  }),
  loop(['truth'], (printer, [test], body) => {
    const fuel = printer.name();
    const block = body();
    return withFuel(fuel, `@do ${block} while (${fuel}-- > 1 && ${printer.tree('truth', test)});`);
  }),
  loop(['number', 'truth', 'number'], (printer, [start, test, step], body) => {
    const [index, fuel] = [printer.name(), printer.name()];
    const from = printer.expression('number', start);
    printer.declare('number', index);
    const condition = `${fuel}-- > 0 && ${printer.tree('truth', test)}`;
    const increment = `${index} += ${printer.tree('number', step)}`;
    return `@for (let ${index}: number = ${from}, ${fuel} = ${turns}; ${condition}; ${increment}) ${body()}`;
  }),
  loop(['list', 'index'], (printer, [list, index], body) => {
    const [fuel, item] = [printer.name(), printer.name()];
    const items = printer.expression('list', list);
    const isAssigned = (index as number) % 2 === 0;
    const first = (): string => (printer.declare('number', item, isAssigned ? 'write' : 'change'), `if (${fuel}-- < 1) break;`);
    return withFuel(fuel, `@for (${isAssigned ? 'let' : 'const'} ${item} of ${items}) ${body(first)}`);
  }),
  loop(['list', 'number'], (printer, [list, number], body) => {
    const [first, second] = [printer.name(), printer.name()];
    const items = printer.expression('list', list);
    const missing = printer.expression('number', number);
    const declare = (): string => (printer.declare('number', first, 'change'), printer.declare('number', second, 'change'), '');
    const pairs = `some(${items}, 3).map((each): [number, number?] => [each])`;
    return `@for (const [${first}, ${second} = ${missing}] of ${pairs}) ${body(declare)}`;
  }),
  loop(['list', 'number', 'index'], (printer, [list, number, given], body) => {
    const [fuel, set, item] = [printer.name(), printer.name(), printer.name()];
    const members = printer.expression('list', list);
    const added = printer.expression('number', number);
    const [takesOut, isMap] = [(given as number) % 2 === 0, (given as number) % 3 === 0];
    const wait = printer.place.mayWait ? `await this.echo(0);` : '';
    const change = isMap ? `${set}.set(${item}, ${fuel})` : `${set}.add(${item})`;
    const start = isMap
      ? `new Map<number, number>(some(${members}, 3).map((each): [number, number] => [each, each]))`
      : `new Set<number>(some(${members}, 3))`;
    const first = (): string => {
      printer.declare('number', item, 'change');
      const out = takesOut ? `${set}.delete(${item});` : `${set}.delete(${item} + 1);`;
      return `if (${fuel}-- < 1) break;\n${out}\n${wait}\nif (${fuel} % 2) ${change};`;
    };
    const loops = `@for (const ${isMap ? `[${item}]` : item} of ${set}) ${body(first)}`;
    return withFuel(fuel, `const ${set} = ${start};\n${isMap ? '' : `${set}.add(${added});\n`}${loops}`);
  }),
  loop(['list', 'text', 'index'], (printer, [list, text, given], body) => {
    const [key, item] = [printer.name(), printer.name()];
    const items = printer.expression('list', list);
    const character = printer.expression('text', text);
    const form = (given as number) % 4;
    const sort = form === 3 ? 'number' : 'thing';
    const declare = (): string => (printer.declare(sort, key, 'read'), printer.declare(sort, item, 'read'), '');
    const walked = [
      `const [${key}, ${item}] of new Map<unknown, unknown>([['a', 1], ...some(${items}, 2).entries()]).entries()`,
      `const [${key}, ${item} = 3] of new Map<unknown, [unknown, unknown?]>([[1, [${character}]]]).values()`,
      `const [${key}, ${item}] of new Set<unknown>(some(${items}, 2)).entries()`,
      `const [${key}, ${item}] of some(${items}, 3).entries()`,
    ];
    return `@for (${walked[form]!.replace('const', 'let')}) ${body(declare)}`;
  }),
  loop(['list', 'index'], (printer, [list, given], body) => {
    const item = printer.name();
    const items = printer.tree('list', list);
    const walked = [
      `new Map([[${items}.length, 5], [2, 6]]).keys()`,
      `new Map([['a', 5], ['b', ${items}.length]]).values()`,
      `new Set([4, ${items}.length, 5]).keys()`,
      `new Uint8Array(some(${items}, 2))`,
      `new Float64Array(some(${items}, 2)).subarray(1)`,
      `some(${items}, 3).keys()`,
      `some(${items}, 3).values()`,
    ];
    return `@for (const ${item} of ${walked[(given as number) % walked.length]}) ${body(() => (printer.declare('number', item, 'read'), ''))}`;
  }),
  loop(['text'], (printer, [text], body) => {
    const character = printer.name();
    const walked = printer.expression('text', text);
    return `@for (const ${character} of cut(${walked}).slice(-3)) ${body(() => (printer.declare('text', character, 'change'), ''))}`;
  }),
  loop(['box'], (printer, [box], body) => {
    const key = printer.name();
    const object = printer.expression('box', box);
    return `@for (const ${key} in ${object}) ${body(() => (printer.declare('text', key, 'change'), ''))}`;
  }),
];
