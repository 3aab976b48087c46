/** Reaching a child: what it is started with is fixed now; reaching the wait for one: which it is. */
import { childPlan, childReference } from '@waystone/core/runtime';
import type { ChildOptions } from '@waystone/core';
import type { ChildNode, ChildResultNode } from '@waystone/core/graph';
import type { Arrive } from './arrival.js';

export const arriveAtChild: Arrive<ChildNode> = (_, { workflow, until }, value) => {
  const [input, options] = value as readonly [input?: unknown, options?: ChildOptions];
  try {
    return { next: { kind: 'startChild', workflow, input, plan: childPlan(options), until } };
  } catch (error) {
    return { error };
  }
};

export const arriveAtChildResult: Arrive<ChildResultNode> = (_, _node, value) => {
  try {
    return { next: { kind: 'awaitChild', reference: childReference(value) } };
  } catch (error) {
    return { error };
  }
};
