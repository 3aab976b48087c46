/** Chooses by chance, the same with the same seed. */

/** So many of the items, in their order. */
export function sampled<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  const next = numbers(seed);
  const drawn = items.map((item, index) => ({ item, index, lot: next() })).toSorted((one, other) => one.lot - other.lot);
  return drawn
    .slice(0, count)
    .toSorted((one, other) => one.index - other.index)
    .map(({ item }) => item);
}

/** Numbers in [0, 1): mulberry32. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
