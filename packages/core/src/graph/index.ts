/** The graph: its types, what must hold for it, its identity, and how it is drawn. */
export { assertGraph } from './assert-graph.js';
export { freezeGraph } from './freeze.js';
export type * from './graph.js';
export { hashGraph } from './hash.js';
export { memberName } from './member-names.js';
export { mermaid } from './mermaid.js';
export type * from './nodes.js';
export { outline, type Arrow, type Box, type BoxKind, type Drawing, type Group, type Highlight, type Outline } from './outline.js';
export { print, type PrintFormat } from './print.js';
export { readGraph } from './read-graph.js';
export { edgesOf, reachableFrom, visit, type Edge, type Visitor } from './visit.js';
