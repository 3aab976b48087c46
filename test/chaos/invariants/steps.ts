/**
 * What the logs say of steps: which were sent, which of them took effect, and under which claim everything was done.
 *
 * Always: no clock is compared across processes. What came first follows from epochs, and within a process from the
 * order of its lines.
 */
import type { Evidence } from '../evidence/evidence.ts';
import type { BeginLine, ClaimLine, CommitLine, WorkerLine } from '../evidence/lines.ts';
import { groupBy } from './group-by.ts';
import { laneOf, MadeSteps } from './made.ts';

/** A line and where it was written. */
export interface Placed<Line> {
  readonly line: Line;
  readonly process: number;
  readonly index: number;
}

/** However often it was sent: after a lost answer it is sent again. See {@link placeOf}. */
export interface Commit extends Placed<CommitLine> {
  /** `<uid>/<lane>/<seq>`, as in the idempotency keys of tasks. */
  readonly key: string;
  readonly instance: string;
  /** Of every sending; `undefined`: the process did not live to see the answer. */
  readonly statuses: readonly (string | undefined)[];
  /** Its effect is in the store. */
  readonly isDurable: boolean;
  /** It may be answered that it was made though somebody else made it. */
  readonly isRecognized: boolean;
}

export interface Execution extends Placed<BeginLine> {
  /** Of the claim under which it ran. */
  readonly epoch: number;
}

export interface Steps {
  readonly claims: readonly Placed<ClaimLine>[];
  readonly commits: readonly Commit[];
  readonly executions: readonly Execution[];
}

const known = new WeakMap<Evidence, Steps>();

export function stepsOf(evidence: Evidence): Steps {
  const steps = known.get(evidence) ?? readSteps(evidence);
  known.set(evidence, steps);
  return steps;
}

type Sending = Placed<CommitLine>;

function readSteps({ workers, rows }: Evidence): Steps {
  const lines = workers.flatMap((lines, process) => lines.map((line, index): Placed<WorkerLine> => ({ line, process, index })));
  const claims = lines.filter((placed): placed is Placed<ClaimLine> => placed.line.what === 'claim');
  const instances = new Map(rows.instances.map((row) => [row.n, row]));
  const numbers = new Map(rows.instances.map(({ n, uid }) => [uid, n]));
  const sent = lines
    .filter((placed): placed is Sending => placed.line.what === 'commit')
    .map((placed) => ({ ...placed, line: { ...placed.line, n: numbers.get(placed.line.uid ?? '') ?? placed.line.n } }));
  const statusOf = statusesIn(lines);
  const made = new MadeSteps(rows);
  const actOf = callsNamedIn(sent, 'fork');
  const leadOf = callsNamedIn(sent, 'leadsTo');
  const endOf = callsNamedIn(sent, 'behind');
  const identityOf = (sending: Sending): string => sameCommit(sending, sending.line.behind === undefined ? actOf(sending) : endOf(sending));
  const isMade = (sending: Sending): boolean => made.has(actOf(sending));
  const commits = [...groupBy(sent, identityOf).values()].flatMap((sendings): readonly Commit[] => {
    const placed = placeOf(sendings, (sending) => statusOf(sending) === 'applied');
    if (!placed) return [];
    const { line } = placed;
    const { uid = '', id: instance = '' } = instances.get(line.n) ?? {};
    const isRecognized = sendings.some((sending) => made.isRecognized(leadOf(sending)));
    const found = { isDurable: sendings.some(isMade), isRecognized, statuses: sendings.map(statusOf) };
    return [{ ...placed, ...found, key: `${uid}/${line.lane}/${line.seq}`, instance }];
  });
  return { claims, commits, executions: lines.flatMap(executionOf(workers)) };
}

/** Every call has its number in its process. */
function callOf({ process }: Placed<unknown>, call: number): string {
  return `${process} ${call}`;
}

function statusesIn(lines: readonly Placed<WorkerLine>[]): (sending: Sending) => string | undefined {
  const answers = new Map(
    lines.flatMap((placed) => (placed.line.what === 'committed' ? [[callOf(placed, placed.line.call), placed.line.status] as const] : [])),
  );
  return (sending) => answers.get(callOf(sending, sending.line.call));
}

/**
 * The step whose call a line names, or its own. With the `fork` the first steps of lanes are made; what a step `leadsTo` is
 * answered as one with it; what goes `behind` an end is made with it, or anew as another.
 */
function callsNamedIn(sent: readonly Sending[], name: 'fork' | 'leadsTo' | 'behind'): (sending: Sending) => CommitLine {
  const lines = new Map(sent.map((sending) => [callOf(sending, sending.line.call), sending.line]));
  return (sending) => lines.get(callOf(sending, sending.line[name] ?? sending.line.call)) ?? sending.line;
}

/** The first sending of a step. One that was made together with its task's work was made anew for every sending. */
function placeOf(sendings: readonly Sending[], isApplied: (sending: Sending) => boolean) {
  const [first] = sendings;
  return first?.line.together ? (sendings.find(isApplied) ?? sendings.at(-1)) : first;
}

function sameCommit({ line, process }: Sending, act: CommitLine): string {
  return [process, laneOf(line), line.seq, line.then, line.attempt, act.owner, act.epoch, act.lane].join(' ');
}

/** Calls must come in the order of the lines. */
function executionOf(workers: Evidence['workers']): (placed: Placed<WorkerLine>) => readonly Execution[] {
  const held = workers.map(() => new Map<string, number>());
  return ({ line, process, index }) => {
    if (line.what === 'claim') held[process]?.set(`${line.uid}/${line.lane}`, line.epoch);
    if (line.what !== 'begin') return [];
    const epoch = held[process]?.get(line.key.slice(0, line.key.lastIndexOf('/')));
    if (epoch === undefined) throw new Error(`a task began without a claim: ${JSON.stringify(line)}`);
    return [{ line, process, index, epoch }];
  };
}
