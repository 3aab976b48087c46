/** Which routes the workers that live now serve, and what is lacking where none does. */
import { areTexts, readStoredJson } from '../../stored-json.js';
import { covers } from '../../tags.js';
import type { Route, Served } from '../memory.js';
import type { Session } from '../session.js';
import { integer, statement } from '../statement.js';
import type { Lack } from '../store.js';

/** `undefined`: a worker that does not tell. */
export type LiveWorker = Served | undefined;

export async function liveWorkers(session: Session): Promise<readonly LiveWorker[]> {
  const [workers = []] = await session.fetch(servedByLive, [{ now: session.now }]);
  return workers.map(({ serves }) => (serves === null ? undefined : readServed(serves, session.where)));
}

/** Names of the workflows whose instances a worker purges. */
export function purgedBy(serves: string | null, where: string): readonly string[] {
  return serves === null ? [] : (readServed(serves, where).purges ?? []);
}

/** What a worker tells of itself. */
export interface ToldServed extends Served {
  /** Names of workflows. Absent: none. */
  readonly purges?: readonly string[];
}

function readServed(text: string, where: string): ToldServed {
  return readStoredJson(text, { where, what: 'the queues of a worker', fits: isServed });
}

function isServed(value: unknown): value is ToldServed {
  const { graphs, queues, tags = [], purges = [] } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return [graphs, queues, tags, purges].every(areTexts);
}

/** `undefined`: a worker takes what is on this route, or may do so. */
export function lackOf(route: Route, workers: readonly LiveWorker[]): Lack | undefined {
  if (workers.length === 0) return 'worker';
  if (workers.includes(undefined)) return undefined;
  const ofBuild = workers.filter((worker) => worker?.graphs.includes(route.graph));
  if (ofBuild.length === 0) return 'build';
  const ofQueue = ofBuild.filter((worker) => worker?.queues.includes(route.queue));
  if (ofQueue.length === 0) return 'queue';
  return ofQueue.some((worker) => covers(worker?.tags ?? [], route.tags)) ? undefined : 'tags';
}

const servedByLive = statement({ now: integer }, ({ db, row }) =>
  db.selectFrom('workers').select('serves').where('lease_expires_at', '>', row.now),
);
