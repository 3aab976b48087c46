export { isDependency } from './imports.js';
export { keysOf } from './keys.js';
export * from './program.js';
export * from './project.js';
