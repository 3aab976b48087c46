export { formerly, type RenamedDecorator } from './formerly.js';
export { branch, flow, fork, loop, task, type FlowDecorator, type TaskDecorator } from './methods.js';
export { defaultWorkflowName, workflow, type WorkflowDecorator } from './workflow.js';
