/** A graph as text for people: plain, or as a Mermaid flowchart. */
import type { Graph } from './graph.js';
import { mermaid } from './mermaid.js';
import { outline, type Arrow, type Box, type Outline } from './outline.js';

/** What {@link print} writes. */
export type PrintFormat = 'text' | 'mermaid';

const kindWidth = 8;

function boxLine(box: Box): string {
  if (box.kind === 'start' || box.kind === 'end') return box.label;
  const label = box.id.endsWith(`/${box.label}`) ? '' : ` (${box.label})`;
  return `${box.kind.padEnd(kindWidth)}${box.id}${label}`;
}

function arrowLine({ to, label, error, back }: Arrow): string {
  const head = error ? '✗' : back ? '↺' : '→';
  return `${' '.repeat(kindWidth)}${head} ${to}${label === undefined ? '' : `  [${label}]`}`;
}

function text(drawn: Outline): string {
  const lines = drawn.boxes.flatMap((box) => [boxLine(box), ...drawn.arrows.filter(({ from }) => from === box.id).map(arrowLine)]);
  return [...lines, ''].join('\n');
}

/**
 * Prints a graph. `text`: every box with where it leads (`→`; `✗` on an error; `↺` back to an earlier box).
 * `mermaid`: a flowchart.
 */
export function print(graph: Graph, format: PrintFormat = 'text'): string {
  const drawn = outline(graph);
  return format === 'mermaid' ? mermaid({ outline: drawn }) : `${graph.workflow} (graph ${graph.hash.slice(0, 12)})\n\n${text(drawn)}`;
}
