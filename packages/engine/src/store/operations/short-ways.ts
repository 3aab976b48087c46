/**
 * The short ways of steps: each is one statement for all steps of its kind. Whatever finds its lane in any other standing takes the
 * longer way (commit.ts).
 */
import { endIntoJoin, isEndIntoJoin } from '../effects/end-into-join.js';
import { endSimply, isSimpleEnd } from '../effects/end-simply.js';
import { goOn, isSimple } from '../effects/go-on.js';
import { isLeaving, leaveJoin } from '../effects/leave-join.js';
import { isReceiving, receive } from '../effects/receive.js';
import { isTurn, turnAtFork } from '../effects/turn-at-fork.js';
import type { Session } from '../session.js';
import type { CommitResult, StepCommit } from '../store.js';

/** Steps that need no transaction share one with those of the same group. */
export type StepGroup = 'step' | 'turn' | 'join' | 'end';

type Results = readonly (CommitResult | undefined)[];

interface Way<Step extends StepCommit> {
  readonly group: StepGroup;
  readonly suits: (step: StepCommit) => step is Step;
  /** Gives nothing for the steps that were not taken. */
  readonly take: (session: Session, steps: readonly Step[]) => Promise<Results>;
}

interface ShortWay {
  readonly group: StepGroup;
  readonly suits: (step: StepCommit) => boolean;
  readonly take: (session: Session, steps: readonly StepCommit[]) => Promise<Results>;
}

function way<Step extends StepCommit>({ group, suits, take }: Way<Step>): ShortWay {
  return { group, suits, take: (session, steps) => take(session, steps.filter(suits)) };
}

/** Steps that give nothing to their worker. */
function resultIfTaken<Step extends StepCommit>(
  result: CommitResult,
  take: (session: Session, steps: readonly Step[]) => Promise<readonly boolean[]>,
): Way<Step>['take'] {
  return async (session, steps) => (await take(session, steps)).map((isTaken) => (isTaken ? result : undefined));
}

const wentOn: CommitResult = { status: 'applied', request: 'none', kept: true };
export const ended: CommitResult = { status: 'applied', request: 'none', kept: false };

/** In the order in which they are taken. */
const shortWays: readonly ShortWay[] = [
  way({ group: 'step', suits: isSimple, take: resultIfTaken(wentOn, goOn) }),
  way({ group: 'turn', suits: isTurn, take: turnAtFork }),
  way({ group: 'turn', suits: isLeaving, take: resultIfTaken(wentOn, leaveJoin) }),
  way({ group: 'step', suits: isReceiving, take: resultIfTaken(wentOn, receive) }),
  way({ group: 'join', suits: isEndIntoJoin, take: endIntoJoin }),
  way({ group: 'end', suits: isSimpleEnd, take: resultIfTaken(ended, endSimply) }),
];

function wayOf(step: StepCommit): ShortWay | undefined {
  return shortWays.find(({ suits }) => suits(step));
}

/** Gives nothing for the steps that have to take the longer way. */
export async function takeShortly(session: Session, steps: readonly StepCommit[]): Promise<Results> {
  const ways = steps.map(wayOf);
  const answers = new Map<ShortWay | undefined, Iterator<CommitResult | undefined>>();
  for (const short of shortWays) {
    const its = steps.filter((_, index) => ways[index] === short);
    if (its.length > 0) answers.set(short, (await short.take(session, its)).values());
  }
  return ways.map((short) => answers.get(short)?.next().value);
}

/** The steps that it goes with where nothing comes with it but its history, so that the short way is one statement. */
export function groupOfAlone(step: StepCommit): StepGroup | undefined {
  const isAlone = step.published.length === 0 && step.historyLimit === undefined && step.before === undefined;
  return isAlone ? wayOf(step)?.group : undefined;
}

/** Whether the short way may do: whatever it reaches is locked only if it does not. */
export function isShort(step: StepCommit): boolean {
  return isSimple(step) || isSimpleEnd(step);
}
