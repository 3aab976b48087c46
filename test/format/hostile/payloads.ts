/** Payloads by one who knows how readers go wrong. Each gives a value or a named error, in memory and time that its bytes pay for. */
import { bytes, list, made, object, print, tagged, text, whole, type Item } from '../fuzz/items.js';

const size = 1024 * 1024;
const graph = 0x57530000;
const [reference, array, error, instance, view] = [graph + 1, graph + 12, graph + 13, graph + 14, graph + 15];

const referTo = (index: number): Item => tagged(reference, whole(index));
const graphOf = (...elements: readonly Item[]): Item => tagged(graph, list(elements));
const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');

function repeated(unit: string, times: number, end = ''): Buffer {
  return Buffer.concat([Buffer.alloc((unit.length / 2) * times, hex(unit)), hex(end)]);
}

/** A list of copies, as many as fit. */
function filled(unit: Buffer, count = Math.floor(size / unit.length)): Buffer {
  return Buffer.concat([print({ ...made(4, count), items: [] }), Buffer.alloc(count * unit.length, unit)]);
}

function numbered<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const promises = Object.fromEntries(
  ['9a', 'ba', '7a', '5a', 'da'].flatMap((head): [string, () => Buffer][] => [
    [`${head} with 2³² − 1`, () => hex(`${head}ffffffff`)],
    [`${head} with 2³² − 1 and something`, () => hex(`${head}ffffffff0000000000`)],
    [`${head} with 2³²`, () => hex(`${(Number.parseInt(head, 16) + 1).toString(16)}0000000100000000`)],
    [`${head} with 2⁵³`, () => hex(`${(Number.parseInt(head, 16) + 1).toString(16)}0020000000000000`)],
    [`${head} with 2⁶⁴ − 1`, () => hex(`${(Number.parseInt(head, 16) + 1).toString(16)}ffffffffffffffff`)],
    [`${head} without an end`, () => hex(`${(Number.parseInt(head, 16) | 0x1f).toString(16)}6161ff`)],
    [`${head} without an end, in itself`, () => repeated((Number.parseInt(head, 16) | 0x1f).toString(16), size)],
  ]),
);

const depths = Object.fromEntries(
  ['81', 'a16161', 'd81c', 'd9010281', 'd90103a101', 'da5753000081', 'da5753000a826161', 'c1', 'c6', 'd833', 'd9dfff84'].flatMap(
    (unit): [string, () => Buffer][] =>
      [200, 1_000, 100_000, size / 8].map((times) => [`${unit}, ${times} times in itself`, () => repeated(unit, times, '00')]),
  ),
);

const floods = Object.fromEntries(
  [
    '80',
    'a0',
    '40',
    '60',
    'f6',
    'f7',
    '00',
    '20',
    '626161',
    'fb3ff8000000000000',
    '1bffffffffffffffff',
    'c100',
    'd84040',
    'd8564800000000000000',
    'd9010280',
    'd90103a0',
    'd81c80',
    '817f',
    '6161',
    '9f',
    'ff',
  ].map((unit): [string, () => Buffer] => [`a list full of ${unit}`, () => filled(hex(unit))]),
);

const graphFloods = Object.fromEntries(
  Object.entries({
    'negative zeros': tagged(graph + 2, made(7, 22)),
    URLs: tagged(graph + 7, text('a:')),
    'regular expressions': tagged(graph + 6, list([text(''), text('')])),
    'empty memory': tagged(graph + 8, bytes(Buffer.alloc(0))),
    'arrays of 2³² − 1 holes': tagged(array, list([whole(2 ** 32 - 1)])),
    'arrays of 10,000,000 holes': tagged(array, list([whole(10_000_000)])),
    'arrays of 1,000 holes': tagged(array, list([whole(1_000)])),
    'references to one': referTo(1),
    errors: tagged(error, list([text('js:Error'), object([]), object([])])),
    'bare objects': tagged(graph + 11, list([])),
  }).map(([name, item]): [string, () => Buffer] => [
    `a graph full of ${name}`,
    () => Buffer.concat([hex('da5753000082'), filled(print(item)), hex('80')]),
  ]),
);

/** Each level holds the next one twice. */
function doubled(levels: number): Item {
  return graphOf(referTo(1), ...numbered(levels, (level) => list([referTo(level + 2), referTo(level + 2)])), list([]));
}

const expansions: Readonly<Record<string, () => Buffer>> = {
  'values shared twice at each of 60 levels': () =>
    print(
      numbered(60, (level) => level).reduce<Item>(
        (inner, level) => list([tagged(28, inner), tagged(29, { ...whole(59 - level), width: 2 })]),
        list([]),
      ),
    ),
  'references doubled at each of 100 levels': () => print(doubled(100)),
  'references doubled at each of 100,000 levels': () => print(doubled(100_000)),
  'shared maps that hold themselves, which are read again at each of 60 levels': () =>
    Buffer.concat([repeated('d81cd90103a16161', 60), hex('d81d00')]),
  'packed strings, joined to themselves': () => Buffer.concat([hex('d83384808180'), repeated('d8e1', 60), hex('6161')]),
  'bundled strings from before the beginning': () => hex('d9dff98239ffff00'),
  'bundled strings that lead to themselves': () => Buffer.concat([hex('d9dff982'), repeated('39000b', 1_000)]),
  'a large integer of 1 MiB': () => Buffer.concat([hex('c25a00100000'), Buffer.alloc(size, 0xff)]),
  'a large integer in hexadecimal': () => print(graphOf(tagged(graph + 4, text('f'.repeat(size))))),
  'more lists than a payload may have': () => filled(hex('80'), 2 ** 21),
  'lists in lists, each of which promises a million items': () => repeated('9a000f4240', 250, '00'.repeat(size)),
  'a fraction of lists': () => hex('c48281811a0fffffff8181'),
};

const code = 'a"]:0});globalThis.harmed=true;({"';
const keys = ['a', code, '__proto__', 'constructor', '${globalThis.harmed=true}'];
const records: Readonly<Record<string, () => Buffer>> = {
  'a record whose keys are code, read three times': () =>
    Buffer.concat([
      print(list([tagged(0xdfff, list([whole(0xe000), list(keys.map(text)), ...keys.map(() => whole(1))]))])).fill(0x84, 0, 1),
      ...numbered(3, () => print(tagged(0xe000, list(keys.map(() => whole(1)))))),
    ]),
  'definitions of records': () => print(tagged(0xdffe, list([whole(0xe000), list(keys.map(text)), whole(1)]))),
  'a record inside a list': () => print(tagged(105, list([whole(0xe000), list(keys.map(text)), whole(1)]))),
  'a record without structure': () => print(tagged(0xdfff, list([whole(0xe000), made(7, 22), whole(1)]))),
  'a generic object': () => print(tagged(27, list([text('constructor'), text('return process')]))),
  'a generic function': () => print(tagged(27, list([text('Function'), text('globalThis.harmed=true')]))),
  'shared data': () => print(tagged(0x53687264, whole(1))),
};

const prototypes: Readonly<Record<string, () => Buffer>> = {
  'a key __proto__': () => print(object([[text('__proto__'), object([[text('harmed'), whole(1)]])]])),
  'a key constructor': () => print(object([[text('constructor'), object([[text('prototype'), object([[text('harmed'), whole(1)]])]])]])),
  'a pair __proto__': () => print(graphOf(tagged(graph + 10, list([text('__proto__'), object([[text('harmed'), whole(1)]])])))),
  'an error with __proto__': () =>
    print(graphOf(tagged(error, list([text('js:Error'), object([]), tagged(graph + 10, list([text('__proto__'), object([])]))])))),
  'errors of classes that are none': () =>
    print(
      graphOf(
        list(
          ['__proto__', 'constructor', 'js:Object', 'js:Function', 'app:toString', ''].map((name) =>
            tagged(error, list([text(name), object([]), object([])])),
          ),
        ),
      ),
    ),
  'an error that hides a prototype': () =>
    print(graphOf(tagged(error, list([text('js:Error'), object([[text('constructor'), whole(1)]]), object([])])))),
  'a list with a length': () => print(graphOf(tagged(array, list([whole(1), text('length'), whole(2 ** 31)])))),
  'a view of a class that is none': () =>
    print(graphOf(tagged(view, list([text('constructor'), tagged(graph + 8, bytes(Buffer.alloc(8))), whole(0), whole(8)])))),
  'an instance of a codec that is none': () => print(graphOf(referTo(1), tagged(instance, list([text('constructor'), whole(1)])))),
};

const references: Readonly<Record<string, () => Buffer>> = {
  'a reference to nothing': () => print(graphOf(referTo(99))),
  'a reference to 2⁶⁴ − 1': () => print(graphOf(tagged(reference, whole(2n ** 64n - 1n)))),
  'a reference to the root': () => print(graphOf(referTo(0))),
  'a reference to itself': () => print(graphOf(referTo(1), referTo(1))),
  'a view of itself': () => print(graphOf(referTo(1), tagged(view, list([text('Uint8Array'), referTo(1), whole(0), whole(1)])))),
  'a view beyond its memory': () =>
    print(graphOf(tagged(view, list([text('Uint8Array'), tagged(graph + 8, bytes(Buffer.alloc(8))), whole(4), whole(2 ** 32)])))),
  'a view of half an element': () =>
    print(graphOf(tagged(view, list([text('Uint16Array'), tagged(graph + 8, bytes(Buffer.alloc(8))), whole(0), whole(3)])))),
  'a shared value in itself': () => print(tagged(28, list([tagged(29, whole(0))]))),
  'a shared value that is not there': () => print(tagged(29, whole(7))),
  'a shared value of a list': () => print(list([tagged(29, list([]))])),
  'an instance in itself': () => print(graphOf(referTo(1), tagged(instance, list([text('GoldenMoney'), referTo(1)])))),
  'an instance in place': () => print(graphOf(tagged(instance, list([text('GoldenMoney'), whole(1)])))),
  '50,000 instances, each in the next': () =>
    print(
      graphOf(
        referTo(1),
        ...numbered(50_000, (index) =>
          tagged(instance, list([text('GoldenMoney'), object([[text('other'), index < 49_999 ? referTo(index + 2) : whole(1)]])])),
        ),
      ),
    ),
  '20,000 instances in front of 20,000 lists': () =>
    print(
      graphOf(
        list(numbered(20_000, (index) => referTo(index + 1))),
        ...numbered(20_000, () => tagged(instance, list([text('GoldenMoney'), object([[text('cents'), referTo(20_001)]])]))),
        ...numbered(20_000, (index) => list(index < 19_999 ? [referTo(20_002 + index)] : [])),
      ),
    ),
};

const texts: Readonly<Record<string, () => Buffer>> = {
  'a text that is no UTF-8': () => hex('62c328'),
  'a long text that is no UTF-8': () => Buffer.concat([hex('7a00100000'), Buffer.alloc(size, 0xc3)]),
  'surrogates in UTF-8': () => hex('63eda080'),
  'half a text in UTF-16': () => print(graphOf(tagged(graph + 3, bytes(Buffer.alloc(3))))),
  'a date that is a list': () => hex('c18100'),
  'a date of 10³⁰⁰': () => hex('c1fb7e37e43c8800759c'),
  'a regular expression nested too deep': () => print(graphOf(tagged(graph + 6, list([text('('.repeat(1_000_000)), text('')])))),
  'a regular expression with flags that are none': () => print(graphOf(tagged(graph + 6, list([text('a'), text('gg')])))),
  'a URL that is none': () => print(graphOf(tagged(graph + 7, text('https://[')))),
  'a URL of 1 MiB': () => print(graphOf(tagged(graph + 7, text(`https://e.org/${'%'.repeat(size)}`)))),
  'keys that are no text': () => hex('a2010281806161'),
  'a simple value that is none': () => hex('f820'),
  'a float of two bytes': () => hex('f97e00'),
  'an object of many keys': () =>
    Buffer.concat([
      hex('ba00020000'),
      ...numbered(2 ** 17, (index) => Buffer.concat([hex('65'), Buffer.from(index.toString(32).padStart(5, '0')), hex('00')])),
    ]),
  'a map of many keys': () =>
    Buffer.concat([
      hex('d90103ba00020000'),
      ...numbered(2 ** 17, (index) => Buffer.concat([hex('1a'), hex(index.toString(16).padStart(8, '0')), hex('00')])),
    ]),
};

export const hostilePayloads: Readonly<Record<string, () => Buffer>> = {
  ...promises,
  ...depths,
  ...floods,
  ...graphFloods,
  ...expansions,
  ...records,
  ...prototypes,
  ...references,
  ...texts,
};

/** In codec 2. */
export const hostileTexts: Readonly<Record<string, () => string>> = {
  'lists in lists': () => '['.repeat(100_000) + ']'.repeat(100_000),
  'lists in lists without an end': () => '['.repeat(size),
  'a list of lists': () => `[${'[],'.repeat(size / 4)}[]]`,
  'a key __proto__': () => '{"__proto__":{"harmed":1},"constructor":{"prototype":{"harmed":1}}}',
  'the same key twice': () => '{"a":1,"a":2}',
  'a number beyond all': () => '[1e999,-0,123456789012345678901234567890]',
  'half of a surrogate pair': () => String.raw`["\ud800"]`,
};
