/** How a worker is, for those who look after its process. */
import type { Instant } from '../ports.js';

/**
 * `starting`: it has not begun to work. `ready`: it works. `unreachable`: the store could not be reached when it was asked
 * last, or the lease has run out; it goes on by itself once the store can be. `draining`: it was told to stop, and lets what
 * runs end. `stopped`: it holds nothing; also after a start that failed.
 */
export type WorkerState = 'starting' | 'ready' | 'unreachable' | 'draining' | 'stopped';

/** A worker at one moment. */
export interface WorkerHealth {
  readonly state: WorkerState;
  readonly name: string;
  /** The number under which the store knows it; another one after a lease that was lost. Absent: it has none yet. */
  readonly id?: number;
  /** Lanes that it holds, each with at most one running task. */
  readonly heldLanes: number;
  /** How many more it can hold. */
  readonly freeSlots: number;
  /** When the store last renewed its lease, in milliseconds since 1970 on this machine's clock. Absent: never. */
  readonly lastHeartbeatAt?: Instant;
  /** How long until other workers may take over what it holds, unless it is renewed. */
  readonly leaseRemainingMs: number;
}
