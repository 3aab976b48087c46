export * from './collector.js';
export type * from './diagnostic.js';
export * from './format.js';
export * from './place.js';
export * from './messages.js';
