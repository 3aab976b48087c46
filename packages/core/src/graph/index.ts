export type * from './graph.js';
export type * from './nodes.js';
