/** States of instances and lanes, as people see them. Color is never the only difference. */
import type { InstanceStatus } from '@waystone/engine';
import type { Sink, Style } from './terminal.js';

type Shown = InstanceStatus | 'queued' | 'retried' | 'timed out';

const looks: { readonly [Status in Shown]: readonly [mark: string, style: Style] } = {
  ready: ['◌', 'blue'],
  running: ['▶', 'blue'],
  parked: ['◷', 'yellow'],
  queued: ['◌', 'dim'],
  paused: ['‖', 'magenta'],
  completed: ['✓', 'green'],
  failed: ['✗', 'red'],
  retried: ['↻', 'yellow'],
  'timed out': ['◷', 'yellow'],
  canceled: ['⊘', 'dim'],
};

/** Every state of an instance, in the order in which it can pass through them. */
export const statuses: readonly InstanceStatus[] = ['ready', 'running', 'parked', 'paused', 'completed', 'failed', 'canceled'];

/** No state follows this one. */
export function isEnd(status: InstanceStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'canceled';
}

/** A state with its mark. */
export function paintStatus(sink: Sink, status: Shown): string {
  const [mark, style] = looks[status];
  return sink.paint(style, `${mark} ${status}`);
}
