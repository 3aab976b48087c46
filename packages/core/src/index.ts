export * from './errors/base.js';
export type * from './policy/policy.js';
