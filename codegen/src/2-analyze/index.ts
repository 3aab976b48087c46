export * from './analyze.js';
export * from './children.js';
export * from './core-names.js';
export * from './durable-calls.js';
export * from './evaluate.js';
export * from './lanes.js';
export * from './model.js';
export * from './storable.js';
