/** Reads lanes by key. Where several transactions may write at once, the rows stay locked until the end of this one. */
import { integer, statement, text } from '../statement.js';
import type { LanesTable } from '../schema.js';
import type { Fence } from '../store.js';

const columns = [
  'n',
  'lane',
  'parent',
  'route',
  'state',
  'owner',
  'since',
  'epoch',
  'seq',
  'attempt',
  'signal',
  'sid',
  'ordinal',
  'pending',
  'mode',
  'successes_left',
  'failures_left',
  'child',
  'child_close',
  'request',
  'paused',
  'node',
] as const;

/** What a lane's row says, without the values that it holds. */
export type LaneStanding = Pick<LanesTable, (typeof columns)[number]>;

/** Whether it is held with this epoch and has made exactly these steps. */
export function isHeld(lane: LaneStanding, { owner, epoch, seq }: Fence): boolean {
  return lane.owner === owner && lane.epoch === epoch && lane.seq === seq;
}

export const laneStanding = statement(
  { n: integer, lane: text },
  ({ db, row, here, capabilities }) => {
    const query = db.selectFrom('lanes').select(columns).where('partition', '=', here).where('n', '=', row.n).where('lane', '=', row.lane);
    return capabilities.rowLocks ? query.forUpdate() : query;
  },
  ['n', 'lane'],
);
