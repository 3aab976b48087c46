/** What must be true of an instance whenever no transaction is under way. */
import { expect } from 'vitest';
import type { LaneSummary, Store } from '../../../packages/engine/src/store/store.js';

const ends: readonly string[] = ['completed', 'failed', 'canceled'];

export async function expectConsistent(store: Store, instanceId: string): Promise<void> {
  const found = await store.find(instanceId);
  if (!found) expect.fail(`there is no ${instanceId}`);
  const live = found.lanes.filter(({ status }) => !ends.includes(status));
  expect(live.length > 0, `${instanceId} is ${found.status}`).toBe(!ends.includes(found.status));
  for (const lane of live) {
    const what = `${instanceId}${lane.lane}`;
    expectNoMissedSignal(what, lane, live, found.buffered);
    if (lane.node === 'run/fork') expectJoinIsDue(what, lane, found.lanes, live);
  }
}

function isAtRest(lane: LaneSummary): boolean {
  return lane.status === 'parked' && lane.wakeAt === undefined;
}

/** A lane at rest does not wait beside a signal that is nobody's. */
function expectNoMissedSignal(
  what: string,
  lane: LaneSummary,
  live: readonly LaneSummary[],
  buffered: readonly { readonly name: string }[],
): void {
  if (!isAtRest(lane) || lane.signal === undefined) return;
  const sent = buffered.filter(({ name }) => name === lane.signal).length;
  const assigned = live.filter((one) => one.signal === lane.signal && (one.wakeAt !== undefined || one.owner !== undefined)).length;
  expect(sent, `${what} waits beside a signal`).toBeLessThanOrEqual(assigned);
}

/** A lane at a fork rests as long as one of its lanes has not ended. */
function expectJoinIsDue(what: string, lane: LaneSummary, lanes: readonly LaneSummary[], live: readonly LaneSummary[]): void {
  const own = lanes.filter(
    (one) => one.lane.startsWith(`${lane.lane}/${lane.seq}.`) && !one.lane.slice(lane.lane.length + 1).includes('/'),
  );
  expect(own.length, `${what} has lanes`).toBeGreaterThan(0);
  expect(isAtRest(lane), `${what} waits for its lanes`).toBe(own.some((one) => live.includes(one)));
}
