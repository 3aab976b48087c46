/** An outline as a Mermaid flowchart. */
import type { Arrow, Box, BoxKind, Outline } from './outline.js';

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

/** The text of the flowchart. */
export function mermaid(drawn: Outline): string {
  const names: Names = { box: namesOf('b', drawn.boxes), group: namesOf('g', drawn.groups) };
  return ['flowchart TD', ...members(drawn, undefined, names), ...drawn.arrows.map((arrow) => `  ${arrowText(arrow, names.box)}`), ''].join(
    '\n',
  );
}
