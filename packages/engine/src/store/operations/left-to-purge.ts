/** Finds who purges what, so that of many workers that are told to one does at a time. */
import { purgedBy } from '../effects/serving.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';

export interface LeftToPurge {
  readonly owner: number;
  readonly workflows: readonly string[];
}

export async function leftToPurge(session: Session, { owner, workflows }: LeftToPurge): Promise<readonly string[]> {
  await session.begun();
  const [earlier = []] = await session.fetch(servedByEarlier, [{ owner, now: session.now }]);
  const taken = new Set(earlier.flatMap(({ serves }) => purgedBy(serves, session.where)));
  return workflows.filter((workflow) => !taken.has(workflow));
}

const servedByEarlier = statement({ owner: integer, now: integer }, ({ db, row }) =>
  db.selectFrom('workers').select('serves').where('id', '<', row.owner).where('lease_expires_at', '>', row.now),
);
