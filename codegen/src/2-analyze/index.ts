export * from './analyze.js';
export * from './core-names.js';
export * from './evaluate.js';
export type * from './model.js';
