/**
 * Which requests nearly always make lanes claimable: a claim goes along with their transaction. Others that may do so, such as
 * the end of a child, tell of it afterwards.
 */
import { mainLine } from '../lane-names.js';
import type { StartRequest, StepCommit } from '../store.js';
import type { operations } from './index.js';

type Operations = typeof operations;
type Readies = { readonly [Verb in keyof Operations]?: (request: Parameters<Operations[Verb]>[1][number]) => boolean };

const readying: Readies = {
  start: ({ startAt, holder }: StartRequest) => startAt === undefined && !holder,
  send: () => true,
  commit: ({ fence: { lane }, then }: StepCommit) => {
    if (then.kind === 'fork') return then.lanes.some(({ held }) => !held);
    return then.kind === 'startChild' || (then.kind === 'end' && lane !== mainLine && !then.joinsHere);
  },
};

export function readies(verb: keyof Operations, request: unknown): boolean {
  const makesReady = readying[verb] as ((request: unknown) => boolean) | undefined;
  return makesReady?.(request) ?? false;
}
