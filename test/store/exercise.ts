/**
 * What every store must do, whatever its database. A new database adds one line:
 *
 *     exerciseStore('postgres', (ports) => …);
 */
import { describe } from 'vitest';
import { exerciseCancel } from './exercise/cancel.js';
import { exerciseChildren } from './exercise/children.js';
import { exerciseClaim } from './exercise/claim.js';
import { exerciseCommit } from './exercise/commit.js';
import { exerciseForks } from './exercise/forks.js';
import { exerciseHeldForks } from './exercise/held-forks.js';
import { exerciseLastEnds } from './exercise/last-ends.js';
import { exerciseInterleavings } from './exercise/interleavings.js';
import { exerciseLeases } from './exercise/leases.js';
import { exercisePause } from './exercise/pause.js';
import { exercisePurge } from './exercise/purge.js';
import { exerciseReads } from './exercise/reads.js';
import { exerciseSetAside } from './exercise/set-aside.js';
import { exerciseSignals } from './exercise/signals.js';
import { exerciseStart } from './exercise/start.js';
import type { MakeStore } from './support/lab.js';

export function exerciseStore(name: string, makeStore: MakeStore): void {
  describe(name, () => {
    exerciseStart(makeStore);
    exerciseCommit(makeStore);
    exerciseClaim(makeStore);
    exerciseLeases(makeStore);
    exerciseSetAside(makeStore);
    exerciseSignals(makeStore);
    exerciseForks(makeStore);
    exerciseHeldForks(makeStore);
    exerciseLastEnds(makeStore);
    exerciseCancel(makeStore);
    exercisePause(makeStore);
    exerciseChildren(makeStore);
    exerciseReads(makeStore);
    exercisePurge(makeStore);
    exerciseInterleavings(makeStore);
  });
}
