export * from './program.js';
export * from './project.js';
