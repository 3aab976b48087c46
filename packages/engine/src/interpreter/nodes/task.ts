/** Reaching a task: it is performed once the step is durable. */
import { assert } from '@waystone/core';
import type { TaskNode } from '@waystone/core/graph';
import type { Arrive } from './arrival.js';

export const arriveAtTask: Arrive<TaskNode> = ({ id }, node, value) => {
  assert(Array.isArray(value), `task '${id}' was reached without arguments`);
  return { next: { kind: 'perform', task: node.task } };
};
