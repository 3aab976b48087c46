/** Steps of one kind, some of which have history: those are one statement with it, the others one without it. */
import type { HistoryEntry, StepCommit } from '../store.js';

export type ToldStep<Step extends StepCommit> = Step & { readonly history: HistoryEntry };

interface Ways<Step extends StepCommit, Taken> {
  readonly told: (steps: readonly ToldStep<Step>[]) => Promise<readonly Taken[]>;
  readonly untold: (steps: readonly Step[]) => Promise<readonly Taken[]>;
}

/** Takes those with history first. Gives what came of each, in the order of the steps. */
export async function takeBothWays<Step extends StepCommit, Taken>(
  steps: readonly Step[],
  { told, untold }: Ways<Step, Taken>,
): Promise<readonly Taken[]> {
  const takenOfTold = (await told(steps.filter(isTold))).values();
  const takenOfUntold = (await untold(steps.filter((step) => !isTold(step)))).values();
  return steps.map((step) => (isTold(step) ? takenOfTold : takenOfUntold).next().value as Taken);
}

function isTold<Step extends StepCommit>(step: Step): step is ToldStep<Step> {
  return step.history !== undefined;
}
