/** An outline as a Mermaid flowchart. */
import type { Arrow, Box, BoxKind, Drawing, Highlight, Outline } from './outline.js';

const shapes: Readonly<Record<BoxKind, readonly [open: string, close: string]>> = {
  start: ['([', '])'],
  end: ['([', '])'],
  task: ['[', ']'],
  sleep: ['(', ')'],
  signal: ['>', ']'],
  child: ['[[', ']]'],
  fork: ['[/', '\\]'],
  join: ['[\\', '/]'],
  branch: ['{', '}'],
  loop: ['{{', '}}'],
};

const quote = (text: string): string => `"${text.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;')}"`;

function arrowText(arrow: Arrow, name: (id: string) => string): string {
  const label = arrow.label ?? (arrow.error ? 'error' : undefined);
  return `${name(arrow.from)} ${arrow.error ? '-.->' : '-->'}${label === undefined ? '' : `|${quote(label)}|`} ${name(arrow.to)}`;
}

/** Names that Mermaid takes; a box and a group can have one id. */
interface Names {
  readonly box: (id: string) => string;
  readonly group: (id: string) => string;
}

function namesOf(prefix: string, things: readonly { readonly id: string }[]): (id: string) => string {
  const names = new Map(things.map(({ id }, index) => [id, `${prefix}${index}`]));
  return (id) => names.get(id) ?? id;
}

/** Boxes and inner groups of a group (`undefined`: of none), indented. */
function members(drawn: Outline, group: string | undefined, names: Names): string[] {
  const boxText = (box: Box): string => `  ${names.box(box.id)}${shapes[box.kind][0]}${quote(box.label)}${shapes[box.kind][1]}`;
  const inner = drawn.groups.filter(({ parent }) => parent === group);
  return [
    ...drawn.boxes.filter((box) => box.group === group).map(boxText),
    ...inner.flatMap(({ id, label }) => [
      `  subgraph ${names.group(id)} [${quote(label)}]`,
      ...members(drawn, id, names).map((line) => `  ${line}`),
      '  end',
    ]),
  ];
}

/** The text of the flowchart. With a highlight what is in it is green, and the rest is red. */
export function mermaid({ outline: drawn, highlight }: Drawing): string {
  const names: Names = { box: namesOf('b', drawn.boxes), group: namesOf('g', drawn.groups) };
  return [
    'flowchart TD',
    ...members(drawn, undefined, names),
    ...drawn.arrows.map((arrow) => `  ${arrowText(arrow, names.box)}`),
    ...(highlight ? colors(drawn, highlight, names) : []),
    '',
  ].join('\n');
}

function colors({ boxes, arrows }: Outline, highlight: Highlight, names: Names): string[] {
  const boxesThat = (are: boolean): string[] => boxes.filter(({ id }) => highlight.boxes.has(id) === are).map(({ id }) => names.box(id));
  const arrowsThat = (are: boolean): number[] => arrows.flatMap((arrow, index) => (highlight.arrows.has(arrow) === are ? [index] : []));
  const applied = (what: string, to: readonly (string | number)[], how: string): string[] =>
    to.length === 0 ? [] : [`  ${what} ${to.join(',')} ${how}`];
  return [
    '  classDef covered fill:#dff3e4,stroke:#2e8b57,color:#14532d',
    '  classDef uncovered fill:#fde7e7,stroke:#c0392b,color:#7f1d1d,stroke-dasharray:4 3',
    ...applied('class', boxesThat(true), 'covered'),
    ...applied('class', boxesThat(false), 'uncovered'),
    ...applied('linkStyle', arrowsThat(true), 'stroke:#2e8b57,stroke-width:2px'),
    ...applied('linkStyle', arrowsThat(false), 'stroke:#c0392b,stroke-width:1px'),
  ];
}
