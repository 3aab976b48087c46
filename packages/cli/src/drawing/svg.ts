/**
 * Draws a graph as one self-contained SVG: a rounded box per kind, flows as groups, cases on the arrows, bars where lanes
 * split and meet. Legible in light and dark. The same graph gives the same bytes.
 */
import type { Arrow, Drawing, Group, Highlight } from '@waystone/core/graph';
import { roundedPath, tipPath } from './path.js';
import { captionOf, edgeLabelSize, groupLabelSize, layOutOutline, type Layout, type Placed, type Route } from './layout.js';
import { textWidth } from './measure.js';
import { drawBox } from './shapes.js';
import { type ArrowHue, coverageStyleSheet, styleSheet } from './theme.js';
import { element, escapeXml } from './xml.js';

/**
 * Draws the outline of a graph. With a highlight what is in it is green, and the rest is red and dashed.
 *
 * @example await writeFile('order.svg', await drawSvg({ outline: outline(graph) }));
 * @example await writeFile('covered.svg', await drawSvg(coverage.drawing('order')));
 */
export async function drawSvg({ outline, highlight }: Drawing): Promise<string> {
  const layout = await layOutOutline(outline);
  const { width, height } = layout;
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
    width,
    height,
    role: 'img',
  };
  return `${element('svg', attributes, ...parts(outline.workflow, layout, highlight))}\n`;
}

function parts(workflow: string, layout: Layout, highlight: Highlight | undefined): readonly string[] {
  return [
    element('title', {}, escapeXml(`workflow ${workflow}`)),
    element('style', {}, highlight ? `${styleSheet}${coverageStyleSheet}` : styleSheet),
    element('rect', { class: 'canvas', width: layout.width, height: layout.height, rx: 12 }),
    ...layout.groups.map(([, place]) => element('rect', { class: 'group', ...place, rx: 14 })),
    ...layout.routes.map((route) => drawRoute(route, standingOf(highlight?.arrows, route.arrow))),
    ...layout.groups.map(drawGroupLabel),
    ...layout.boxes.map((placed) => drawBox(placed, standingOf(highlight?.boxes, placed[0].id))),
    ...layout.routes.map(drawCaption),
  ].map((part) => `\n${part}`);
}

// After the arrows, with the group's own color behind it: an arrow that enters from above must not strike the label out.
function drawGroupLabel([{ label }, { x, y }]: Placed<Group>): string {
  const behind = { class: 'behind', x: x + 10, y: y + 8, width: textWidth(label, groupLabelSize) + 12, height: 18, rx: 9 };
  const text = { class: 'caption', x: x + 16, y: y + 21, 'font-size': groupLabelSize, 'font-weight': 600 };
  return element('rect', behind) + element('text', text, escapeXml(label));
}

function hueOf({ error, back }: Arrow): ArrowHue | '' {
  if (error) return 'failure';
  return back ? 'loop' : '';
}

/** Whether something is in the highlight, as a class; empty: there is none. */
function standingOf<T>(highlighted: ReadonlySet<T> | undefined, one: T): 'covered' | 'uncovered' | '' {
  if (!highlighted) return '';
  return highlighted.has(one) ? 'covered' : 'uncovered';
}

function drawRoute({ arrow, spots }: Route, standing: string): string {
  const hue = `${hueOf(arrow)} ${standing}`.trim();
  const line = {
    class: `${hue} edge`.trim(),
    d: roundedPath(spots),
    'stroke-width': 1.5,
    'stroke-dasharray': arrow.error ? '5 4' : undefined,
  };
  return element('path', line) + element('path', { class: `${hue} tip`.trim(), d: tipPath(spots) });
}

function drawCaption({ arrow, label }: Route): string {
  const caption = captionOf(arrow);
  if (caption === undefined || label === undefined) return '';
  const [x, y] = [label.x + label.width / 2, label.y + label.height / 2 + 4];
  const text = { class: `${hueOf(arrow)} caption`.trim(), x, y, 'font-size': edgeLabelSize, 'text-anchor': 'middle' };
  return element('rect', { class: 'on-edge', ...label, rx: 9 }) + element('text', text, escapeXml(caption));
}
