/** A signal that was accepted is received exactly once, in order, or is still buffered. */
import type { Evidence } from '../evidence/evidence.ts';
import type { AskLine } from '../evidence/lines.ts';
import type { Case } from '../run/plan.ts';
import type { Finding, Invariant } from './invariant.ts';
import { groupBy } from './group-by.ts';
import { laneOf } from './made.ts';
import { stepsOf } from './steps.ts';
import type { Commit, Steps } from './steps.ts';

interface Received {
  readonly sid: number;
  readonly digest: string | undefined;
  readonly commit: Commit;
}

export const signals: Invariant = {
  name: '3',
  says: 'a signal that was accepted is received exactly once, in order',
  check(evidence) {
    const received = groupBy(receivedIn(stepsOf(evidence)), ({ commit }) => `${commit.line.n}`);
    const sent = groupBy(sentIn(evidence), ({ instance }) => instance);
    const cases = new Map(evidence.cases.map((one) => [one.id, one]));
    return evidence.rows.instances.flatMap(({ n, id, terminated }) => {
      const own = received.get(`${n}`) ?? [];
      const one = cases.get(id);
      if (!one) return [];
      return [...once(id, own, sent.get(id) ?? []), ...(terminated ? [] : complete(one, own, evidence))];
    });
  },
};

/** What steps have received, in the order of the steps. */
function receivedIn({ commits, claims }: Steps): readonly Received[] {
  const offered = new Map(claims.map(({ line }) => [`${laneOf(line)} ${line.epoch}`, line.signal]));
  const consuming = commits.filter(({ isDurable, line }) => isDurable && line.consumed !== undefined);
  return consuming
    .toSorted((one, other) => one.line.seq - other.line.seq)
    .map((commit) => {
      const signal = offered.get(`${laneOf(commit.line)} ${commit.line.epoch}`);
      return { sid: commit.line.consumed ?? 0, digest: signal?.digest, commit };
    });
}

function sentIn({ clients }: Evidence): readonly AskLine[] {
  return clients.flat().filter((line): line is AskLine => line.what === 'ask' && line.verb === 'send');
}

function once(instance: string, received: readonly Received[], sent: readonly AskLine[]): readonly Finding[] {
  const sids = received.map(({ sid }) => sid);
  const known = new Set(sent.map(({ digest }) => digest));
  const found = (problem: string): Finding => ({ instance, problem, evidence: received });
  return [
    ...(new Set(sids).size < sids.length ? [found('a signal was received twice')] : []),
    ...(isOutOfOrder(received) ? [found('signals were received out of order')] : []),
    ...(received.some(({ digest }) => !known.has(digest)) ? [found('a signal was received that nobody sent')] : []),
  ];
}

/** Lanes that run side by side get one each. */
function isOutOfOrder(received: readonly Received[]): boolean {
  const lanes = groupBy(received, ({ commit }) => laneOf(commit.line));
  return [...lanes.values()].some((own) => own.some(({ sid }, index) => sid < (own[index - 1]?.sid ?? 0)));
}

/** An instance that ended by itself has received all that its case sends, unless that may be late. */
function complete({ id, signals }: Case, received: readonly Received[], { outcomes }: Evidence): readonly Finding[] {
  const end = outcomes.get(id)?.end;
  if (end !== 'completed' || signals.some(({ mayBeLate }) => mayBeLate)) return [];
  if (received.length === signals.length) return [];
  return [{ instance: id, problem: `${signals.length} signals were sent, ${received.length} received`, evidence: received }];
}
