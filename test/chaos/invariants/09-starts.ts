/** Two starts with one id make one instance. */
import type { Evidence } from '../evidence/evidence.ts';
import type { AskLine } from '../evidence/lines.ts';
import type { Finding, Invariant } from './invariant.ts';
import { groupBy } from './group-by.ts';

interface Start {
  readonly ask: AskLine;
  /** Absent: the client did not live to see the answer. */
  readonly status: string | undefined;
}

export const starts: Invariant = {
  name: '9',
  says: 'two starts with one id make one instance',
  check(evidence) {
    const started = groupBy(startsIn(evidence), ({ ask }) => ask.instance);
    const rows = groupBy(evidence.rows.instances, ({ id }) => id);
    const unknown = [...rows].filter(([id, own]) => !started.has(id) && own.some(({ parent }) => parent === null)).map(([id]) => id);
    return [
      ...childrenTwice(evidence.rows.instances),
      ...unknown.map((id) => ({ instance: id, problem: 'nobody started it', evidence: rows.get(id) ?? [] })),
      ...[...started].flatMap(([id, own]) => problemsOf(id, own, rows.get(id) ?? [])),
    ];
  },
};

/** A step of a parent starts one child. */
function childrenTwice(rows: Evidence['rows']['instances']): readonly Finding[] {
  const children = rows.filter(({ parent }) => parent !== null);
  const started = groupBy(children, ({ parent, parent_lane, parent_seq }) => [parent, parent_lane, parent_seq].join(' '));
  return [...started.values()].flatMap((own) =>
    own.length > 1 ? [{ instance: own[0]?.id ?? '', problem: 'a step has started two children', evidence: own }] : [],
  );
}

function startsIn({ clients }: Evidence): readonly Start[] {
  return clients.flatMap((lines) => {
    const answers = new Map(lines.flatMap((line) => (line.what === 'answer' ? [[line.call, line.status] as const] : [])));
    const asks = lines.filter((line): line is AskLine => line.what === 'ask' && line.verb === 'start');
    return asks.map((ask) => ({ ask, status: answers.get(ask.call) }));
  });
}

function problemsOf(id: string, asked: readonly Start[], rows: Evidence['rows']['instances']): readonly Finding[] {
  const found = (problem: string): Finding => ({ instance: id, problem, evidence: [...asked, ...rows] });
  const uids = new Set(rows.map(({ uid }) => uid));
  const anew = asked.filter(({ ask }) => ask.onConflict === 'terminateExisting').length;
  const lost = asked.some(({ ask, status }) => status === 'started' && !uids.has(ask.uid ?? ''));
  const refused = asked.some(({ ask, status }) => status === 'exists' && uids.has(ask.uid ?? ''));
  return [
    ...(rows.length > 1 + anew ? [found('more instances than starts account for')] : []),
    ...(rows.filter(({ replaced }) => replaced === 0).length === 1 ? [] : [found('not exactly one instance has the id')]),
    ...(lost ? [found('an instance that was started is not there')] : []),
    ...(refused ? [found('an instance that was refused is there')] : []),
  ];
}
