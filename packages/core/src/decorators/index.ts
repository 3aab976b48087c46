export { formerly, type RenamedDecorator } from './formerly.js';
export { branch, flow, fork, loop, task, type AsyncMethodDecorator, type StoredMethodDecorator } from './methods.js';
export { defaultWorkflowName, workflow, type WorkflowClass, type WorkflowDecorator } from './workflow.js';
