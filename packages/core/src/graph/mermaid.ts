/** An outline as a Mermaid flowchart. */
import type { Arrow, Box, BoxKind, Outline } from './outline.js';

const shapes: Readonly<Record<BoxKind, readonly [open: string, close: string]>> = {
  start: ['([', '])'],
  end: ['([', '])'],
  task: ['[', ']'],
  sleep: ['(', ')'],
  signal: ['>', ']'],
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

/** Boxes and inner groups of a group (`undefined`: of none), indented. */
function members(drawn: Outline, group: string | undefined, name: (id: string) => string): string[] {
  const boxText = (box: Box): string => `  ${name(box.id)}${shapes[box.kind][0]}${quote(box.label)}${shapes[box.kind][1]}`;
  const inner = drawn.groups.filter(({ parent }) => parent === group);
  return [
    ...drawn.boxes.filter((box) => box.group === group).map(boxText),
    ...inner.flatMap(({ id, label }) => [`  subgraph ${name(id)}g [${quote(label)}]`, ...members(drawn, id, name).map((line) => `  ${line}`), '  end']),
  ];
}

export function mermaid(drawn: Outline): string {
  const names = new Map([...drawn.boxes, ...drawn.groups].map(({ id }, index) => [id, `n${index}`]));
  const name = (id: string): string => names.get(id) ?? id;
  return ['flowchart TD', ...members(drawn, undefined, name), ...drawn.arrows.map((arrow) => `  ${arrowText(arrow, name)}`), ''].join('\n');
}
