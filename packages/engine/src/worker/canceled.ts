/** What a lane and its task are told when it is canceled: with its instance, or alone, because its join was decided without it. */
import { CanceledError } from '@waystone/core';
import type { ClaimedLane } from '../store/store.js';

export function canceledError({ instanceId, lane }: Pick<ClaimedLane, 'instanceId' | 'lane'>): CanceledError {
  const instance = `instance '${instanceId}'`;
  return new CanceledError(lane === '' ? `${instance} was canceled` : `a lane of ${instance} was canceled, or a join needed it no more`);
}
