/**
 * Places boxes, groups and arrows with ELK's layered algorithm, from top to bottom. The order of the source is kept, so
 * that a small change of a workflow is a small change of its drawing.
 */
import { assert } from '@waystone/core';
import type { Arrow, Box, Group, Outline } from '@waystone/core/graph';
import type { ELK, ElkExtendedEdge, ElkNode, ElkShape } from 'elkjs/lib/elk-api.js';
import { textWidth } from './measure.js';
import { type Place, type Size, sizeOf } from './shapes.js';

/** A spot on the drawing, in pixels from its top left. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Route {
  readonly arrow: Arrow;
  readonly spots: readonly Spot[];
  readonly label?: Place;
}

export type Placed<T> = readonly [item: T, place: Place];

export interface Layout extends Size {
  readonly boxes: readonly Placed<Box>[];
  readonly groups: readonly Placed<Group>[];
  readonly routes: readonly Route[];
}

export const edgeLabelSize = 11;
export const groupLabelSize = 11;

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=24,left=24,bottom=24,right=24]',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '34',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'json.shapeCoords': 'ROOT',
  'json.edgeCoords': 'ROOT',
};

/** Computes every place. */
export async function layOutOutline(outline: Outline): Promise<Layout> {
  const elk = await createElk();
  const root = { id: 'root', layoutOptions: options, children: contentOf(undefined, outline), edges: outline.arrows.map(toEdge) };
  const placed = await elk.layout(root);
  const places = new Map(everyNode(placed).map((node) => [node.id, placeOf(node)]));
  return {
    ...placeOf(placed),
    boxes: outline.boxes.map((box) => [box, found(places.get(boxKey(box)), box.id)]),
    groups: outline.groups.map((group) => [group, found(places.get(groupKey(group)), group.id)]),
    routes: outline.arrows.map((arrow, index) => toRoute(arrow, placed.edges?.[index])),
  };
}

// ELK is large; only a drawing loads it.
async function createElk(): Promise<ELK> {
  const { default: elk } = await import('elkjs/lib/elk.bundled.js');
  return new elk.default();
}

const boxKey = ({ id }: { readonly id: string }): string => `box ${id}`;
const groupKey = ({ id }: { readonly id: string }): string => `group ${id}`;

/** Boxes and groups in the order in which the outline first mentions them. */
function contentOf(group: string | undefined, outline: Outline): ElkNode[] {
  const boxes = outline.boxes
    .filter((box) => box.group === group)
    .map((box) => ({ id: boxKey(box), ...sizeOf(box, degreeOf(box.id, outline)) }));
  const groups = outline.groups.filter((inner) => inner.parent === group).map((inner) => toElkGroup(inner, outline));
  const order = new Map(outline.boxes.map((box, index) => [boxKey(box), index]));
  return sortBy([...boxes, ...groups], (node) => Math.min(...[node, ...everyNode(node)].map(({ id }) => order.get(id) ?? Infinity)));
}

function sortBy<T>(items: readonly T[], rank: (item: T) => number): T[] {
  return items.toSorted((a, b) => rank(a) - rank(b));
}

function toElkGroup(group: Group, outline: Outline): ElkNode {
  const layoutOptions = {
    'elk.padding': '[top=34,left=18,bottom=18,right=18]',
    'elk.nodeSize.constraints': 'MINIMUM_SIZE',
    'elk.nodeSize.minimum': `(${textWidth(group.label, groupLabelSize) + 36}, 0)`,
  };
  return { id: groupKey(group), layoutOptions, children: contentOf(group.id, outline) };
}

/** How many arrows the busier side of a box has. */
function degreeOf(id: string, { arrows }: Outline): number {
  return Math.max(arrows.filter(({ from }) => from === id).length, arrows.filter(({ to }) => to === id).length);
}

/** Arrows that lead back are laid out the other way round, so that nothing is above what leads to it. */
function toEdge(arrow: Arrow, index: number): ElkExtendedEdge {
  const [above, below] = arrow.back ? [arrow.to, arrow.from] : [arrow.from, arrow.to];
  const edge = { id: `arrow ${index}`, sources: [boxKey({ id: above })], targets: [boxKey({ id: below })] };
  const text = captionOf(arrow);
  if (text === undefined) return edge;
  const width = textWidth(text, edgeLabelSize) + 12;
  return { ...edge, labels: [{ text, width, height: 18, layoutOptions: { 'elk.edgeLabels.inline': 'true' } }] };
}

/** What is written on an arrow. */
export function captionOf({ label, error }: Arrow): string | undefined {
  return label ?? (error ? 'error' : undefined);
}

function everyNode(node: ElkNode): readonly ElkNode[] {
  return (node.children ?? []).flatMap((child) => [child, ...everyNode(child)]);
}

function found<T>(value: T | undefined, id: string): T {
  assert(value !== undefined, `the layout lost '${id}'`);
  return value;
}

function placeOf({ x = 0, y = 0, width = 0, height = 0 }: ElkShape): Place {
  return { x, y, width, height };
}

function toRoute(arrow: Arrow, edge: ElkExtendedEdge | undefined): Route {
  const section = found(edge?.sections?.[0], `${arrow.from} → ${arrow.to}`);
  const spots = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  const route = { arrow, spots: arrow.back ? spots.toReversed() : spots };
  const label = edge?.labels?.[0];
  return label === undefined ? route : { ...route, label: placeOf(label) };
}
