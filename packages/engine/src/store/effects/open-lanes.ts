/** Opens the lanes of a fork. */
import { sql } from 'kysely';
import { bytes, flag, integer, optional, statement, text, word } from '../statement.js';
import { firstEpoch } from '../first-epoch.js';
import { laneName } from '../lane-names.js';
import type { Flag, LaneState } from '../schema.js';
import type { Session } from '../session.js';
import type { Envelope, InstanceNumber, LaneId, NewLane } from '../store.js';
import { atEntry } from '../../interpreter/continuation.js';

interface LaneToOpen {
  readonly n: InstanceNumber;
  readonly lane: LaneId;
  readonly parent: LaneId | null;
  readonly position: number;
  readonly key: string | null;
  readonly fork: string | null;
  readonly forkLane: number;
  readonly route: number;
  readonly state: LaneState;
  /** The worker that holds it from the beginning. */
  readonly owner: number | null;
  readonly epoch: number;
  readonly seq: number;
  readonly due: number | null;
  readonly paused: Flag;
  readonly node: string;
  readonly envelope: Envelope;
}

/** How a lane stands that nobody holds yet and that has made no step. */
const unbegun = { owner: null, epoch: 0, seq: 0, node: atEntry } as const;

/** The lane that forks, as it stands after its step. */
interface ForkingLane {
  readonly n: InstanceNumber;
  readonly lane: LaneId;
  readonly seq: number;
  readonly route: number;
  readonly paused: Flag;
}

interface Fork {
  readonly lanes: readonly NewLane[];
  /** How many run at once; absent: all. */
  readonly concurrency?: number;
}

export async function openLanes(session: Session, lanes: readonly LaneToOpen[]): Promise<void> {
  await session.change(
    insertLane,
    lanes.map((lane) => ({ ...lane, now: session.now })),
  );
  if (lanes.some(({ due }) => due !== null)) session.notify({ kind: 'ready' });
}

interface Opening {
  readonly now: number;
  /** Who gets the lanes that are to be held; null: nobody does. */
  readonly owner: number | null;
}

/** The lanes of a fork: the first ones are held or ready, those beyond `concurrency` are queued. */
export function lanesToOpen(parent: ForkingLane, { lanes, concurrency = Infinity }: Fork, { now, owner }: Opening): readonly LaneToOpen[] {
  return lanes.map(({ position, key, entry, envelope, held, first }, index) => {
    const isHeld = held === true && owner !== null;
    return {
      n: parent.n,
      lane: laneName(parent.lane, parent.seq, position),
      parent: parent.lane,
      position,
      key,
      fork: entry.fork,
      forkLane: entry.lane,
      route: parent.route,
      state: index < concurrency ? 'live' : 'queued',
      ...unbegun,
      ...(isHeld && { owner, epoch: firstEpoch }),
      ...(first && { seq: 1, node: first.node }),
      due: index < concurrency && !isHeld ? now : null,
      paused: parent.paused,
      envelope,
    };
  });
}

const insertLane = statement(
  {
    n: integer,
    lane: text,
    parent: optional(text),
    position: integer,
    key: optional(text),
    fork: optional(text),
    forkLane: integer,
    route: integer,
    state: word<LaneState>(),
    owner: optional(integer),
    epoch: integer,
    seq: integer,
    due: optional(integer),
    paused: flag,
    node: text,
    envelope: bytes,
    now: integer,
  },
  ({ db, row, here }) =>
    db.insertInto('lanes').values({
      partition: here,
      n: row.n,
      lane: row.lane,
      parent: row.parent,
      position: row.position,
      key: row.key,
      fork: row.fork,
      fork_lane: row.forkLane,
      route: row.route,
      state: row.state,
      owner: row.owner,
      epoch: row.epoch,
      seq: row.seq,
      attempt: sql.lit(0),
      losses: sql.lit(0),
      since: row.now,
      due: row.due,
      pending: sql.lit(0),
      request: sql.lit('none'),
      paused: row.paused,
      node: row.node,
      envelope: row.envelope,
    }),
);
