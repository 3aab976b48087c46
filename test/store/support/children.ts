/** Steps that start children and wait for them. */
import type { ChildStart, Then } from '../../../packages/engine/src/store/store.js';
import { bytes, order } from './lab.js';

function childOf(instanceId: string, more: Partial<ChildStart> = {}): ChildStart {
  return {
    instanceId,
    uid: `uid of child ${instanceId}`,
    graph: order,
    envelope: bytes('entry'),
    input: bytes('input'),
    statuses: [],
    queue: 'default',
    priority: 3,
    onParentClose: 'cancel',
    ...more,
  };
}

/** The step that starts a child of that id. */
export function startChild(instanceId: string, more: Partial<ChildStart> & { readonly until?: 'end' | 'start' } = {}): Then {
  const { until = 'end', ...child } = more;
  return { kind: 'startChild', node: 'run/work', envelope: bytes('reference'), child: childOf(instanceId, child), until };
}

/** The step that waits for the child of that id. */
export function awaitChild(instanceId: string, uid = `uid of child ${instanceId}`): Then {
  return { kind: 'awaitChild', node: 'run/result', envelope: bytes('reference'), instanceId, uid };
}
