/** What other tools build on: a project as `waystone` finds it, and what its configuration says to the compiler. */
export { projectOptions } from './build/project-options.js';
export { loadProject, type Project } from './config/load-config.js';
