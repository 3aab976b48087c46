/** What other tools build on: a project as `waystone` finds and builds it. */
export { projectBuilder } from './build/project-builder.js';
export { loadProject, type Project } from './config/load-config.js';
