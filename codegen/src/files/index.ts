export { areStillGiven, Files, type Answers } from './files.js';
export type { Pattern } from './matches.js';
