/** A child that has to be closed: its parent ends, or no longer waits for it. */
import type { InstanceNumber } from '../store.js';

export interface Closing {
  readonly n: InstanceNumber;
  readonly close: 'cancel' | 'terminate';
}
