/** Any graph of objects, lists with fields, instances and views of memory comes back with the same shape. */
import { registerCodec, ValueNotStorableError } from '@waystone/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCodec } from '../../packages/engine/src/codec/index.js';

class Part {
  constructor(readonly parts: readonly unknown[]) {}
}

registerCodec(Part, { name: 'shared-parts/Part', encode: ({ parts }) => parts, decode: (parts) => new Part([...parts]) });

/** One object of a graph, by what it is and the objects that it holds. */
interface Piece {
  readonly kind: 'list' | 'object' | 'instance' | 'view';
  readonly holds: readonly number[];
}

const piece: fc.Arbitrary<Piece> = fc.record({
  kind: fc.constantFrom('list', 'object', 'instance', 'view'),
  holds: fc.array(fc.nat(9), { maxLength: 3 }),
});

/** Builds the objects; each may hold any other, instances only those that are there already. */
function build(pieces: readonly Piece[]): unknown[] {
  const memory = new Uint8Array(64);
  const made: unknown[] = [];
  for (const [index, { kind, holds }] of pieces.entries()) {
    const [start = 0, length = 1] = holds;
    if (kind === 'view') made.push(memory.subarray(start * 4, start * 4 + length + 1));
    else if (kind === 'instance') made.push(new Part(holds.filter((each) => each < index).map((each) => made[each])));
    else made.push(kind === 'list' ? [] : {});
  }
  for (const [index, { kind, holds }] of pieces.entries()) {
    if (kind !== 'list' && kind !== 'object') continue;
    const target = made[index] as Record<string, unknown>;
    for (const [position, each] of holds.entries()) if (each < made.length) target[position === 2 ? 'field' : position * 2] = made[each];
  }
  return made;
}

/** What is seen of a graph: every object by the order in which it is met, and what it holds. */
function shapeOf(root: unknown): unknown {
  const numbers = new Map<unknown, number>();
  const seen: unknown[] = [];
  const visit = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = numbers.get(value);
    if (known !== undefined) return known;
    numbers.set(value, numbers.size);
    const place = seen.push(undefined) - 1;
    seen[place] = ArrayBuffer.isView(value)
      ? ['view', value.byteLength]
      : [
          value.constructor.name,
          'length' in value ? value.length : undefined,
          ...Object.entries(value).map(([key, inner]) => [key, visit(inner)]),
        ];
    return place;
  };
  visit(root);
  return seen;
}

/** Which views show what was written through others. */
function writtenThrough(root: readonly unknown[]): unknown {
  const views = root.filter((each) => each instanceof Uint8Array);
  for (const [index, view] of views.entries()) view[0] = index + 1;
  return views.map((view) => [...view]);
}

const codec = createCodec();

test('graphs come back with the same shape, or are refused because an instance holds itself', () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 10 }), (pieces) => {
      const graph = build(pieces);
      try {
        const back = codec.open(codec.seal(graph)) as unknown[];
        expect(shapeOf(back)).toEqual(shapeOf(graph));
        expect(writtenThrough(back)).toEqual(writtenThrough(graph));
      } catch (error) {
        if (!(error instanceof ValueNotStorableError)) throw error;
        expect(error.found).toBe('an instance of Part whose codec gives data that holds the instance itself');
        refused += 1;
      }
    }),
    { numRuns: 3_000 },
  );
  expect(refused).toBeGreaterThan(0);
});
