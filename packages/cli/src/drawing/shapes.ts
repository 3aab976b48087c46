/** How each kind of box looks and how large it is. An exhaustive table: a new kind does not compile without its shape. */
import type { Box, BoxKind } from '@waystone/core/graph';
import { icon, type IconName } from './icons.js';
import { textWidth } from './measure.js';
import type { BoxHue } from './theme.js';
import { element, escapeXml } from './xml.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Place extends Size {
  readonly x: number;
  readonly y: number;
}

interface Shape {
  readonly hue: (box: Box) => BoxHue;
  /** `degree`: arrows of the busier side. */
  readonly size: (box: Box, degree: number) => Size;
  readonly draw: (box: Box, place: Place) => string;
}

const labelSize = 13;
const barLabelSize = 11;

/** A pill for where a line begins and ends. */
const pill: Shape = {
  hue: ({ label }) => (label === 'failed' ? 'failure' : 'plain'),
  size: ({ label }) => ({ width: textWidth(label, labelSize) + 32, height: 30 }),
  draw: ({ label }, place) =>
    rounded(place, place.height / 2) + text('label', label, labelSize, { ...center(place), 'text-anchor': 'middle' }),
};

/** A bar for where lanes split and meet; thicker if there is more to say than that. */
const bar: Shape = {
  hue: () => 'fork',
  size: (box, degree) => {
    const width = Math.min(60 + 60 * degree, 420);
    return saysMore(box) ? { width: Math.max(width, textWidth(box.label, barLabelSize) + 28), height: 20 } : { width, height: 7 };
  },
  draw: (box, place) =>
    rounded(place, place.height / 2) +
    (saysMore(box) ? text('on-bar', box.label, barLabelSize, { ...center(place), 'text-anchor': 'middle' }) : ''),
};

const shapes: { readonly [Kind in BoxKind]: Shape } = {
  start: pill,
  end: pill,
  task: card('task', 8),
  sleep: card('sleep', 18),
  signal: card('signal', 8),
  child: card('child', 8),
  branch: card('branch', 18),
  loop: card('loop', 18),
  fork: bar,
  join: bar,
};

/** The size that a box needs for its text and its arrows. */
export function sizeOf(box: Box, degree: number): Size {
  return shapes[box.kind].size(box, degree);
}

/** Draws a box at its place. `standing`: one more class. */
export function drawBox([box, place]: readonly [Box, Place], standing: string): string {
  const { hue, draw } = shapes[box.kind];
  return element('g', { class: `${hue(box)} ${standing}`.trim() }, element('title', {}, escapeXml(box.id)), draw(box, place));
}

/** A rounded box with an icon and a label. */
function card(kind: IconName, radius: number): Shape {
  return {
    hue: () => kind,
    size: ({ label }) => ({ width: textWidth(label, labelSize) + 56, height: 36 }),
    draw: ({ label }, place) =>
      rounded(place, radius) +
      icon(kind, place.x + 14, place.y + place.height / 2 - 8) +
      text('label', label, labelSize, { ...center(place), x: place.x + 40 }),
  };
}

function saysMore({ kind, label }: Box): boolean {
  return label !== kind;
}

function rounded(place: Place, radius: number): string {
  return element('rect', { class: 'shape', ...place, rx: radius });
}

function center({ x, y, width, height }: Place): { readonly x: number; readonly y: number } {
  return { x: x + width / 2, y: y + height / 2 };
}

function text(className: string, content: string, size: number, attributes: Readonly<Record<string, string | number>>): string {
  return element('text', { class: className, ...attributes, dy: '.35em', 'font-size': size }, escapeXml(content));
}
