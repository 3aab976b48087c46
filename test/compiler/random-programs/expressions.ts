/** The expressions of random programs, by type. The first rule of each is the one that failures shrink to. */
import { change, custom, read, rule, unbroken, waiting, weighted, when, write, type Part, type Rule, type Sort } from './grammar.js';
import type { Printer } from './printer.js';
import { thingEffects, thingNumbers, things, thingTruths } from './things.js';

const waits = ({ place }: Printer): boolean => place.mayWait;
const throws = ({ place }: Printer): boolean => place.mayThrow;
const hasThis = ({ place }: Printer): boolean => place.hasThis;
const signals = ({ place }: Printer): boolean => place.maySignal && place.mayThrow;

/** A call of another flow of the class that gives a number. */
const flowCall = when(
  waits,
  custom(['index', 'number', 'box', 'list'], (printer, [index, number, box, list]) => {
    const flows = printer.callables.filter(({ kind, mayThrow }) => kind === 'flow' && (printer.place.mayThrow || !mayThrow));
    const flow = flows[(index as number) % flows.length];
    if (!flow) return undefined;
    const given = [printer.expression('number', number), printer.expression('box', box), `...${printer.tree('list', list)}`];
    return `(await this.${flow.name}(${given.slice(0, 1 + ((index as number) % 3)).join(', ')}))`;
  }),
);

/** A function that is made and called at once. */
const calledFunction = custom(['number', 'number'], (printer, [body, argument]) => {
  const given = printer.expression('number', argument);
  const parameter = printer.name();
  const value = printer.scoped(() => (printer.declare('number', parameter), printer.quiet('number', body)));
  return `((${parameter}: number) => (${value}))(${given})`;
});

/** Calls a method of a list with a function. */
function withCallback(print: (list: string, name: string, value: string) => string): Rule {
  return custom(['list', 'number'], (printer, [list, body]) => {
    const receiver = printer.tree('list', list);
    const parameter = printer.name();
    const value = printer.scoped(() => (printer.declare('number', parameter), printer.quiet('number', body)));
    return print(receiver, parameter, value);
  });
}

/** A join over a list, as an expression. */
const joinedList = when(
  waits,
  custom(['list', 'number', 'index'], (printer, [list, value, index]) => {
    const items = printer.expression('list', list);
    const item = printer.name();
    const given = printer.apart({}, () => (printer.declare('number', item), printer.quiet('number', value)));
    const limit = index as number;
    const options = limit % 2 === 0 ? '' : `, { concurrency: ${1 + (limit % 3)} }`;
    return `(await join(some(${items}, 3).map((${item}) => this.add(${item}, ${given}))${options}))`;
  }),
);

/** Reads a variable beside something that waits and changes it: what is read depends on the order. */
const entangled = custom(['index', 'number', 'number', 'index'], (printer, [target, value, other, shape]) => {
  const name = printer.hole(write('number'), target!);
  if (name === undefined || name.includes('(')) return undefined;
  const given = printer.expression('number', value);
  const later = printer.expression('number', other);
  const set = printer.place.mayWait && (shape as number) % 2 ? `${name} = await this.echo<number>(${given})` : `${name} += ${given}`;
  const forms = [
    `(${name} - (${set}))`,
    `total({ ${name}, b: (${set}), c: ${later} })`,
    `[${name}, ${set}, ${later}, ${name}].reduce(add)`,
    `add(${name}, (${set}, ${later}))`,
    `(${name} -= (${set}))`,
    `(${name} > 3 ? (${set}) : ${name} - (${later}))`,
    `Number(\`\${${name}}\${(${set}) % 7}\`)`,
    `add(...[${name}, ${set}] as const)`,
  ];
  return forms[(shape as number) % forms.length];
});

/** The same for what a variable refers to. */
const entangledBox = custom(['index', 'number', 'index'], (printer, [target, value, shape]) => {
  const name = printer.hole(write('box'), target!);
  if (name === undefined || name.includes('(')) return undefined;
  const given = printer.expression('number', value);
  const wait = printer.place.mayWait ? 'await this.bump' : 'grow';
  const forms = [
    `(${name}.n + (${name} = ${wait}(${name})).n + (${given}))`,
    `(${name}.n += (${name} = { ...${name}, n: ${given} }).n)`,
    `add(${name}.list.push(${given}, (${wait}(${name})).n, ${name}.list.length), 1)`,
    `(${name}.list[spot(${name}.n = ${given})] = ${name}.n)`,
  ];
  return forms[(shape as number) % forms.length];
});

/** Names by themselves in an object, among values that may change them. */
const shorthand = custom(['index', 'number', 'index'], (printer, [index, value, other]) => {
  const known = printer.variables('number');
  const [one, two] = [known[(index as number) % known.length], known[(other as number) % known.length]];
  if (!one || !two) return undefined;
  return `total({ ${one.name}, a: ${printer.expression('number', value)}, b: 2, ${two === one ? 'c: 1' : two.name} })`;
});

/** TypeScript takes a variable for `undefined` where the default of it is computed. */
function defaultBox(printer: Printer, box: Part | undefined): string {
  return printer.scoped(
    () => printer.tree('box', box),
    printer.variables().filter(({ sort }) => sort !== 'maybe'),
  );
}

const orElse = custom(['maybe', 'box'], (printer, [maybe, box]) => `(${printer.tree('maybe', maybe)} ?? ${defaultBox(printer, box)})`);

const elseAssigned = custom(['index', 'box'], (printer, [index, box]) => {
  const target = printer.hole(write('maybe'), index!);
  return target && `(${target} ??= ${defaultBox(printer, box)})`;
});

const numbers: readonly Rule[] = [
  rule`${'index'}`,
  weighted(6, rule`${read('number')}`),
  rule`(${'number'} + ${'number'})`,
  rule`(${'number'} - ${'number'})`,
  rule`(${'number'} * ${'number'})`,
  rule`(${'truth'} ? ${'number'} : ${'number'})`,
  rule`((${'effect'}, ${'number'}))`,
  rule`add(${'number'}, ${'number'})`,
  rule`(${read('number')} || ${'number'})`,
  rule`(add(${'number'}, ${'number'}) && ${'number'})`,
  rule`(${write('number')} = ${'number'})`,
  rule`(${write('number')} += ${'number'})`,
  rule`(${write('number')} ||= ${'number'})`,
  rule`(${write('number')} &&= ${'number'})`,
  rule`(${write('number')}++)`,
  rule`(++${write('number')})`,
  rule`(${change('box')}.n = ${'number'})`,
  rule`(${change('box')}.n -= ${'number'})`,
  rule`(${change('box')}.n ||= ${'number'})`,
  rule`(${change('box')}.n++)`,
  rule`(${change('box')}.list[spot(${'number'})] = ${'number'})`,
  rule`${change('list')}.push(${'number'}, ${'number'})`,
  rule`${'box'}.n`,
  rule`${'list'}.length`,
  rule`(${'list'}[${'number'}] ?? ${'number'})`,
  rule`(${'list'}.at(${'number'}) ?? ${'number'})`,
  rule`${'list'}.indexOf(${'number'}, ${'number'})`,
  rule`${'text'}.length`,
  rule`(${read('maybe')}?.n ?? ${'number'})`,
  rule`(${read('maybe')}?.list[${'number'}] ?? ${'number'})`,
  rule`(${read('maybe')}?.list.concat(${'list'}).at(${'number'}) ?? ${'number'})`,
  rule`${'box'}.list.length`,
  rule`tag\`a\${${'number'}}b\${${'number'}}\``,
  rule`new Pair(${'number'}, ${'number'}).total`,
  rule`total({ a: ${'number'}, ...{ b: ${'number'} }, [cut(${'text'})]: ${'number'} })`,
  rule`Math.max(${'number'}, ...${'list'}, ${'number'})`,
  shorthand,
  rule`(2 ** ${'number'})`,
  rule`(${write('number')} **= 2)`,
  rule`(${write('number')} ^= ${'number'})`,
  rule`(${change('box')}.n **= ${'number'})`,
  when(hasThis, rule`this.half(${'number'})`),
  when(hasThis, rule`(this.limit + ${'number'})`),
  unbroken`(${read('maybe')}?.list.at?.(${'number'}) ?? ${'number'})`,
  rule`(${read('maybe')}?.['list']?.indexOf(${'number'}) ?? ${'number'})`,
  rule`Number(void ${'number'} === undefined)`,
  rule`Number(delete ${change('box')}.list[spot(${'number'})])`,
  rule`[...new Set([${'number'}, ...${'list'}])].length`,
  rule`JSON.stringify({ [${'text'}]: ${'number'}, ...${'box'} }).length`,
  withCallback((list, each, value) => `${list}.reduce((sum, ${each}) => sum + (${value}), 0)`),
  calledFunction,
  weighted(6, entangled),
  weighted(4, entangledBox),
  weighted(5, flowCall),
  waiting`(await this.echo<number>(${'number'}))`,
  waiting`(await this.add(${'number'}, ${'number'}))`,
  waiting`(await this.bump(${'box'})).n`,
  waiting`((await this.maybe(${'truth'}, ${'box'}))?.list.at(${'number'}) ?? ${'number'})`,
  weighted(2, when(throws, waiting`(await this.check(${'number'}))`)),
  weighted(1, waiting`(await child(Summer, { one: ${'number'}, other: ${'number'} }))`),
  weighted(1, waiting`(await child.result(await child.start(Summer, { one: ${'number'}, other: ${'number'} })))`),
  weighted(1, when(throws, waiting`(await child(Summer, { one: ${'number'}, other: ${'number'}, isStrict: true }))`)),
  weighted(1, when(throws, waiting`(await this.maybe(${'truth'}, ${'box'}))!.n`)),
  weighted(1, when(throws, rule`(${read('maybe')}!.n += ${'number'})`)),
  weighted(1, when(throws, rule`(${read('maybe')}!.list[spot(${'number'})] = ${'number'})`)),
  weighted(1, when(throws, unbroken`absent<(one: number) => number>()(${'number'})`)),
  weighted(1, when(throws, rule`${read('maybe')}!.list.indexOf(${'number'})`)),
  weighted(1, when(signals, waiting`(await this.note.receive({ timeout: '3s' }))`)),
  when(signals, waiting`((await this.note.poll()) ?? ${'number'})`),
  ...thingNumbers,
];

const texts: readonly Rule[] = [
  rule`'t${'index'}'`,
  weighted(5, rule`${read('text')}`),
  rule`cut(\`\${${'number'}}|\${${'text'}}|\${${'truth'}}\`)`,
  rule`cut(${'text'} + ${'number'})`,
  rule`(${'truth'} ? ${'text'} : ${'text'})`,
  rule`${'box'}.s`,
  rule`cut(${'list'}.join('-'))`,
  rule`(typeof ${'number'})`,
  rule`(${write('text')} = ${'text'})`,
  rule`(${write('text')} += '${'index'}')`,
  rule`(${change('box')}.s = ${'text'})`,
  waiting`(await this.echo<string>(${'text'}))`,
  waiting`cut(${'text'} + (await this.echo(${'text'})) + ${'number'})`,
];

const truths: readonly Rule[] = [
  rule`(${'number'} < ${'number'})`,
  weighted(4, rule`${read('truth')}`),
  rule`(${'number'} >= ${'number'})`,
  rule`(${'number'} % 2 === 0)`,
  rule`!${'truth'}`,
  rule`(${'truth'} && ${'truth'})`,
  rule`(${'truth'} || ${'truth'})`,
  rule`has(${'maybe'})`,
  rule`(${'text'} in ${'box'})`,
  rule`(${write('truth')} ||= ${'truth'})`,
  rule`same(${'text'}, ${'text'})`,
  rule`(${write('truth')} = ${'truth'})`,
  waiting`(await this.echo<boolean>(${'truth'}))`,
  ...thingTruths,
];

const lists: readonly Rule[] = [
  rule`[${'number'}, ${'number'}]`,
  weighted(5, rule`${read('list')}`),
  rule`${'box'}.list`,
  rule`some([...${'list'}, ${'number'}, ...${'list'}])`,
  rule`(${'truth'} ? ${'list'} : ${'list'})`,
  rule`(${write('list')} = ${'list'})`,
  withCallback((list, each, value) => `${list}.map((${each}): number => (${value}))`),
  withCallback((list, each, value) => `${list}.filter((${each}) => ${each} < (${value}))`),
  waiting`(await this.items(${'number'}))`,
  joinedList,
];

const boxes: readonly Rule[] = [
  rule`{ n: ${'number'}, s: ${'text'}, list: ${'list'} }`,
  weighted(6, rule`${read('box')}`),
  rule`{ ...${'box'}, n: ${'number'} }`,
  rule`(${'truth'} ? ${'box'} : ${'box'})`,
  orElse,
  rule`(${write('box')} = ${'box'})`,
  elseAssigned,
  rule`grow(${'box'})`,
  waiting`(await this.bump(${'box'}))`,
];

const maybes: readonly Rule[] = [
  rule`none()`,
  weighted(4, rule`${read('maybe')}`),
  rule`maybe(${'truth'}, ${'box'})`,
  rule`(${write('maybe')} = maybe(${'truth'}, ${'box'}))`,
  waiting`(await this.maybe(${'truth'}, ${'box'}))`,
];

export const expressions: Readonly<Record<Sort, readonly Rule[]>> = {
  number: numbers,
  text: texts,
  truth: truths,
  list: lists,
  box: boxes,
  maybe: maybes,
  thing: things,
};

/** Expressions that do something, for where their value is not used. */
export const effects: readonly Rule[] = [
  rule`add(1, ${'number'})`,
  rule`${write('number')} = ${'number'}`,
  rule`${write('number')} += ${'number'}`,
  rule`${write('number')} *= ${'number'}`,
  rule`${write('text')} = ${'text'}`,
  rule`${write('truth')} = ${'truth'}`,
  rule`${write('truth')} &&= ${'truth'}`,
  rule`${write('list')} = ${'list'}`,
  rule`${write('box')} = ${'box'}`,
  rule`${write('maybe')} = maybe(${'truth'}, ${'box'})`,
  elseAssigned,
  rule`${change('box')}.n = ${'number'}`,
  rule`${change('box')}.n += ${'number'}`,
  rule`${change('box')}.s = ${'text'}`,
  rule`${change('box')}.list = ${'list'}`,
  rule`${change('box')}.list[spot(${'number'})] = ${'number'}`,
  rule`${change('list')}[spot(${'number'})] = ${'number'}`,
  rule`${change('list')}.push(${'number'})`,
  when(({ place }) => place.mayPublish, rule`this.stage.set(${'number'})`),
  ...thingEffects,
  waiting`await this.tell(${'text'}, ${'box'})`,
  waiting`await sleep(${'index'} * 100)`,
  weighted(1, waiting`await sleep('${'index'}s')`),
  weighted(1, waiting`await sleepUntil(new Date(${'index'}))`),
];
