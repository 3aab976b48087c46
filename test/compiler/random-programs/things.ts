/** Things in random programs: values of any kind that can be stored, of which only run time knows what they are. */
import { change, custom, read, rule, waiting, weighted, when, write, type Part, type Rule } from './grammar.js';
import type { Printer } from './printer.js';

/** What codecs and text formats tend to get wrong. */
const oddities = [
  '-0',
  'NaN',
  '-Infinity',
  'undefined',
  'null',
  '2n ** 70n',
  '-(2n ** 64n)',
  '2 ** 53 + 2',
  `''`,
  `'\\ud800'`,
  `'\\u0000 😀 \\u2028'`,
  'new Date(-1)',
  'new Date(NaN)',
  '/a+(b)?/giu',
  `new URL('http://a.example/b?c=d#e')`,
  'new Uint8Array([0, 255])',
  'new Float64Array([-0, NaN])',
  '[1, , 3]',
  '[undefined]',
  '{}',
  `{ 2: 'b', 1: 'a', '': undefined }`,
  `{ ['__proto__']: 1, constructor: 2 }`,
  'new Map()',
  'new Set([-0, NaN, undefined])',
  'new RangeError()',
] as const;

const oddity = custom(['index', 'index'], (_, [one, other]) => {
  return `(${oddities[((one as number) + 30 * (other as number)) % oddities.length]} as unknown)`;
});

/** Distinguishes what is caught, and the types of what it may be. */
const narrowed = custom(['index', 'number'], (printer, [index, number]) => {
  const name = printer.hole(read('thing'), index!);
  if (name === undefined || name.includes('(')) return undefined;
  // Beside `??=` its type has been narrowed to nothing that has a class.
  return `((${name} as unknown) instanceof Boom ? (${name} as unknown as Boom).code : ${printer.tree('number', number)})`;
});

/** What is drawn by value may be shared by reference from then on. */
const shared = custom(['thing', 'index'], (printer, [thing, index]) => {
  const value = printer.expression('thing', thing);
  return ['twice', 'ring', 'keyed'][(index as number) % 3]! + `(${value})`;
});

const throws = ({ place }: Printer): boolean => place.mayThrow;

export const things: readonly Rule[] = [
  rule`(${'number'} as unknown)`,
  weighted(4, oddity),
  weighted(6, rule`${read('thing')}`),
  rule`(${'text'} as unknown)`,
  rule`(${'box'} as unknown)`,
  rule`(${'maybe'} as unknown)`,
  rule`(${'list'} as unknown)`,
  rule`[${'thing'}, ${'thing'}]`,
  rule`{ a: ${'thing'}, ['b c']: ${'thing'} }`,
  rule`new Map<unknown, unknown>([[${'thing'}, ${'thing'}], ['k', ${'thing'}]])`,
  rule`new Set<unknown>([${'thing'}, ${'thing'}])`,
  rule`new Boom(${'text'}, ${'number'}, ${'thing'})`,
  rule`new Bang(${'text'}, ${'number'}, ${'thing'})`,
  rule`new AggregateError([${'thing'}], ${'text'})`,
  weighted(4, shared),
  rule`inside(${'thing'}, ${'number'})`,
  rule`(${'truth'} ? ${'thing'} : ${'thing'})`,
  rule`(${read('thing')} ?? ${'thing'})`,
  rule`(${write('thing')} = ${'thing'})`,
  rule`(${write('thing')} ??= ${'thing'})`,
  waiting`(await this.echo<unknown>(${'thing'}))`,
  weighted(2, waiting`(await this.wrap(${'thing'}))`),
  weighted(
    1,
    when(({ place }) => place.maySignal && place.mayThrow, waiting`(await this.parcel.receive({ timeout: 2_000 }))`),
  ),
  weighted(
    1,
    when(({ place }) => place.maySignal, waiting`(await this.parcel.poll())`),
  ),
];

export const thingNumbers: readonly Rule[] = [rule`measure(${'thing'})`, narrowed];

export const thingTruths: readonly Rule[] = [
  rule`same(${'thing'}, ${read('thing')})`,
  rule`Object.is(${read('thing')}, ${'thing'})`,
  rule`((${'thing'} as unknown) instanceof Boom)`,
];

export const thingEffects: readonly Rule[] = [
  rule`put(${change('thing')}, ${'thing'})`,
  rule`${write('thing')} = ${'thing'}`,
  when(({ place }) => place.mayPublish, rule`this.mood.set(${'thing'})`),
];

/** Throws anything. */
export const thingThrows: readonly Rule[] = [when(throws, weighted(1, rule`if (${'truth'}) throw ${'thing'};`))];

/** Names what was caught, whole or in parts. */
export function caught(printer: Printer, index: number, number: Part): { readonly binding: string; readonly first: () => string } {
  const name = printer.name();
  if (index % 3 === 0) {
    return { binding: `(${name})`, first: () => (printer.declare('thing', name, 'read'), '') };
  }
  if (index % 3 === 1) {
    const message = printer.name();
    return { binding: `(${name})`, first: () => `let ${printer.declare('text', message)}: string = messageOf(${name});` };
  }
  const code = printer.name();
  const missing = printer.expression('number', number);
  const first = (): string => {
    printer.declare('thing', name);
    printer.declare('thing', code);
    return '';
  };
  return { binding: `({ cause: ${name}, code: ${code} = ${missing} }: any)`, first };
}
