/**
 * Steps of one kind, some of which have history: those are one statement with it, the others one without it.
 *
 * Always: what comes of the steps is told in their order, whichever statement took them.
 */
import type { Session } from '../session.js';
import { chain, numbered } from '../statement.js';
import type { Chain, Columns, Links, RowOf, Taken } from '../statement.js';
import type { HistoryEntry, StepCommit } from '../store.js';
import { historyColumns, historyOf, insertHistory } from './write-history.js';

export type ToldStep<Step extends StepCommit> = Step & { readonly history: HistoryEntry };

interface Ways<Step extends StepCommit, Result> {
  readonly told: (steps: readonly ToldStep<Step>[]) => Promise<readonly Result[]>;
  readonly untold: (steps: readonly Step[]) => Promise<readonly Result[]>;
}

/** Takes those with history first. */
export async function takeBothWays<Step extends StepCommit, Result>(
  steps: readonly Step[],
  { told, untold }: Ways<Step, Result>,
): Promise<readonly Result[]> {
  // Nearly always.
  if (steps.every(isTold)) return told(steps);
  const ofTold = (await told(steps.filter(isTold))).values();
  const ofUntold = (await untold(steps.filter((step) => !isTold(step)))).values();
  return steps.map((step) => (isTold(step) ? ofTold : ofUntold).next().value as Result);
}

function isTold<Step extends StepCommit>(step: Step): step is ToldStep<Step> {
  return step.history !== undefined;
}

/** The same statements with history and without it. */
export interface Chains<C extends Columns, Told> {
  readonly told: Chain<Columns, Told>;
  readonly untold: Chain<C, Told>;
}

const laneKey = ['n', 'lane'] as const;

/** History comes last. */
export function chains<C extends Columns & LaneColumns, Told>(columns: C, links: Links<C, Told>): Chains<C, Told> {
  const toldColumns = { ...columns, ...historyColumns, ordinal: numbered('ordinal') };
  const rest = [...links.rest, insertHistory];
  return {
    // Its columns are those of both, which the compiler cannot see.
    told: chain<Columns, Told>(toldColumns, { ...links, rest } as unknown as Links<Columns, Told>, laneKey),
    untold: chain(columns, links, laneKey),
  };
}

type LaneColumns = Pick<typeof historyColumns, 'n' | 'lane'>;

/** Gives nothing for the steps that were not taken. */
export function takeByChains<Step extends StepCommit, C extends Columns, Told>(
  session: Session,
  steps: readonly Step[],
  { told, untold, rowOf }: Chains<C, Told> & { readonly rowOf: (step: Step) => RowOf<C> },
): Promise<readonly (Taken<Told> | undefined)[]> {
  return takeBothWays(steps, {
    told: (those) =>
      session.applyChain(
        told,
        those.map((step) => ({ ...rowOf(step), ...historyOf(step.fence, step.history) })),
      ),
    untold: (those) => session.applyChain(untold, those.map(rowOf)),
  });
}
