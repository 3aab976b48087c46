/** Rows of one call, put into the order and the rounds in which a statement takes them. */

export type Row = Readonly<Record<string, unknown>>;

/** A row and its place among those of the call. */
export interface Numbered {
  readonly row: Row;
  readonly index: number;
}

/** In the order of their keys, so that all transactions lock in one order; rows with one key keep theirs. */
export function inKeyOrder(rows: readonly Row[], key: readonly string[]): readonly Numbered[] {
  const numbered = rows.map((row, index) => ({ row, index }));
  return key.length === 0 || rows.length === 1 ? numbered : numbered.toSorted((one, other) => compareKeys(one.row, other.row, key));
}

/** Rounds in which every key comes once; nearly always one. Without a key there is one. */
export function roundsOf(rows: readonly Row[], key: readonly string[]): readonly (readonly Numbered[])[] {
  const sorted = inKeyOrder(rows, key);
  const isRepeated = (at: number): boolean => at > 0 && haveOneKey(sorted[at - 1], sorted[at], key);
  if (key.length === 0 || !sorted.some((_, at) => isRepeated(at))) return sorted.length === 0 ? [] : [sorted];
  const rounds: Numbered[][] = [];
  let round = 0;
  for (const [at, numbered] of sorted.entries()) {
    round = isRepeated(at) ? round + 1 : 0;
    (rounds[round] ??= []).push(numbered);
  }
  return rounds;
}

function haveOneKey(one: Numbered | undefined, other: Numbered | undefined, key: readonly string[]): boolean {
  return one !== undefined && other !== undefined && compareKeys(one.row, other.row, key) === 0;
}

export function keyOf(row: Row, key: readonly string[]): string {
  return key.map((name) => String(row[name])).join('\0');
}

function compareKeys(one: Row, other: Row, key: readonly string[]): number {
  for (const name of key) {
    const left = one[name] as string | number;
    const right = other[name] as string | number;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
