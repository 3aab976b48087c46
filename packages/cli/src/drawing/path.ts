/** Paths of arrows: right angles with rounded corners, ending in a tip. */
import type { Spot } from './layout.js';

const cornerRadius = 8;
const tipLength = 8;

/** The `d` of an arrow's line. */
export function roundedPath(spots: readonly Spot[]): string {
  return spots.map((spot, index) => segment(spots, spot, index)).join('');
}

/** The `d` of the tip at the end of the line. */
export function tipPath(spots: readonly Spot[]): string {
  const end = spots.at(-1) ?? { x: 0, y: 0 };
  const { x, y } = direction(spots.at(-2) ?? end, end);
  const back = { x: end.x - x * tipLength, y: end.y - y * tipLength };
  const half = tipLength / 2;
  return `M${at(end)}L${at({ x: back.x - y * half, y: back.y + x * half })}L${at({ x: back.x + y * half, y: back.y - x * half })}Z`;
}

function segment(spots: readonly Spot[], spot: Spot, index: number): string {
  const before = spots[index - 1];
  const after = spots[index + 1];
  if (before === undefined) return `M${at(spot)}`;
  return after === undefined ? `L${at(spot)}` : corner(before, spot, after);
}

function corner(before: Spot, spot: Spot, after: Spot): string {
  const radius = Math.min(cornerRadius, distance(before, spot) / 2, distance(spot, after) / 2);
  return `L${at(towards(spot, before, radius))}Q${at(spot)} ${at(towards(spot, after, radius))}`;
}

function towards(from: Spot, to: Spot, length: number): Spot {
  const { x, y } = direction(from, to);
  return { x: from.x + x * length, y: from.y + y * length };
}

function direction(from: Spot, to: Spot): Spot {
  const length = distance(from, to);
  return length === 0 ? { x: 0, y: 1 } : { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
}

function distance(a: Spot, b: Spot): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function at({ x, y }: Spot): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
