export * from './base.js';
export * from './client.js';
export * from './flow.js';
export * from './misuse.js';
export * from './store.js';
export * from './transaction.js';
export * from './values.js';
export * from './worker.js';
