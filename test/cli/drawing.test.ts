/** Drawings: complete, free of overlaps, the same every time. */
import { outline } from '@waystone/core/graph';
import { drawSvg } from '@waystone/cli/drawing';
import { expect, test } from 'vitest';
import { layOutOutline } from '../../packages/cli/src/drawing/layout.js';
import type { Place } from '../../packages/cli/src/drawing/shapes.js';
import { orderGraph } from './support/graphs.js';

const drawn = outline(orderGraph);

test('every box, group and caption is on the drawing', async () => {
  const svg = await drawSvg({ outline: drawn });
  const words = [...drawn.boxes.filter(({ kind, label }) => kind !== label || kind === 'start' || kind === 'end'), ...drawn.groups].map(
    ({ label }) => label,
  );
  const captions = drawn.arrows.flatMap(({ label }) => label ?? []);
  for (const word of [...words, ...captions])
    expect(svg).toContain(`>${word.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</text>`);
});

test('no two boxes overlap, and every box lies in its group', async () => {
  const { boxes, groups } = await layOutOutline(drawn);
  const groupPlaces = new Map(groups.map(([group, place]) => [group.id, place]));
  for (const [box, place] of boxes) {
    for (const [other, otherPlace] of boxes) if (box !== other) expect(overlap(place, otherPlace), `${box.id} and ${other.id}`).toBe(false);
    const around = groupPlaces.get(box.group ?? '');
    if (around) expect(contains(around, place), box.id).toBe(true);
  }
});

test('control flows from top to bottom, but for loops', async () => {
  const { boxes, routes } = await layOutOutline(drawn);
  const top = new Map(boxes.map(([box, { y }]) => [box.id, y]));
  for (const { arrow } of routes)
    expect((top.get(arrow.to) ?? 0) > (top.get(arrow.from) ?? 0), `${arrow.from} → ${arrow.to}`).toBe(!arrow.back);
});

test('the same graph gives the same bytes, legible in light and dark', async () => {
  const svg = await drawSvg({ outline: drawn });
  expect(await drawSvg({ outline: drawn })).toBe(svg);
  expect(svg).toContain('@media (prefers-color-scheme: dark)');
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
});

test('a highlight colors what is in it, and dashes the rest', async () => {
  const [box] = drawn.boxes;
  const [arrow] = drawn.arrows;
  const svg = await drawSvg({ outline: drawn, highlight: { boxes: new Set([box!.id]), arrows: new Set([arrow!]) } });
  expect(svg.match(/<g class="[a-z]+ covered">/g)).toHaveLength(1);
  expect(svg.match(/<g class="[a-z]+ uncovered">/g)).toHaveLength(drawn.boxes.length - 1);
  expect(svg.match(/covered edge"/g)?.length).toBe(drawn.arrows.length);
  expect(svg).toContain('.uncovered .shape{stroke-dasharray');
  expect(await drawSvg({ outline: drawn })).not.toContain('covered');
});

function overlap(a: Place, b: Place): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function contains(outer: Place, inner: Place): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
