/** Sets published statuses; the version of a status grows by one with every set. */
import { sql } from 'kysely';
import type { Session } from '../session.js';
import { bytes, integer, statement, text } from '../statement.js';
import type { Envelope, InstanceNumber } from '../store.js';
import { tellChanged } from './tell-changed.js';

export interface StatusSet {
  readonly n: InstanceNumber;
  readonly name: string;
  readonly envelope: Envelope;
}

/** Version of the values that statuses have before the first set. */
const initialVersion = 0;

/** The values before the first set. Nobody can be looking yet. */
export async function initializeStatuses(session: Session, statuses: readonly StatusSet[]): Promise<void> {
  await session.change(
    setStatus,
    statuses.map((status) => ({ ...status, version: initialVersion, now: session.now })),
  );
}

export async function setStatuses(session: Session, statuses: readonly StatusSet[]): Promise<void> {
  await session.change(
    setStatus,
    statuses.map((status) => ({ ...status, version: initialVersion + 1, now: session.now })),
  );
  await tellChanged(
    session,
    statuses.map(({ n }) => n),
  );
}

/** `version`: of a status that is not there yet. */
const setStatus = statement(
  { n: integer, name: text, version: integer, now: integer, envelope: bytes },
  ({ db, row, here }) =>
    db
      .insertInto('statuses')
      .values({ partition: here, n: row.n, name: row.name, version: row.version, set_at: row.now, envelope: row.envelope })
      .onConflict((conflict) =>
        conflict.columns(['partition', 'n', 'name']).doUpdateSet({
          version: sql`statuses.version + 1`,
          set_at: ({ ref }) => ref('excluded.set_at'),
          envelope: ({ ref }) => ref('excluded.envelope'),
        }),
      ),
  ['n', 'name'],
);
