export * from './emit.js';
export * from './write-files.js';
