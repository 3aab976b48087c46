/** Widths of text without a font: what common sans-serif fonts need at most, so that labels never leave their boxes. */

const classes: readonly (readonly [characters: RegExp, em: number])[] = [
  [/[iljtf.,:;'|!()[\]/ ]/, 0.37],
  [/[mwMW@%…–—]/, 0.95],
  [/[A-Z<>&+=]/, 0.75],
  [/[\u0020-\u024f]/, 0.63],
];
const widest = 1.1;

/** Width in pixels of one line of text. */
export function textWidth(text: string, fontSize: number): number {
  return Array.from(text, characterWidth).reduce((sum, em) => sum + em, 0) * fontSize;
}

function characterWidth(character: string): number {
  return classes.find(([characters]) => characters.test(character))?.[1] ?? widest;
}
