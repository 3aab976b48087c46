/** The name that somebody probably meant who wrote another one. */

/** Undefined: none is close to it. */
export function closest(name: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3));
  const near = known.map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }));
  return near.filter(({ edits }) => edits <= most).toSorted((one, other) => one.edits - other.edits)[0]?.candidate;
}

/** One that was cut short is as close as one with a single mistake. */
function distance(from: string, to: string): number {
  return from !== to && to.startsWith(from) ? 1 : editsBetween(from, to);
}

/** How many characters have to be put in, left out or replaced to come from one text to the other. */
function editsBetween(from: string, to: string): number {
  let before = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const edits = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (before[column - 1] ?? 0) + (to[column - 1] === from[row - 1] ? 0 : 1);
      edits.push(Math.min(replaced, (before[column] ?? 0) + 1, (edits[column - 1] ?? 0) + 1));
    }
    before = edits;
  }
  return before[to.length] ?? from.length;
}
