/** What a request reaches beyond one lane at work: the instances that have to be locked for it. */
import type { InstanceRef } from '../effects/lock-instances.js';
import type { StartRequest, StepCommit } from '../store.js';
import { isShort } from './short-ways.js';
import type { operations } from './index.js';
import type { SendRequest } from './send.js';
import type { TerminateRequest } from './terminate.js';

type Operations = typeof operations;
type Reaches = { readonly [Verb in keyof Operations]?: (request: Parameters<Operations[Verb]>[1][number]) => readonly InstanceRef[] };

const byId = (id: string): readonly InstanceRef[] => [{ id }];

/** Verbs that are not named here touch lanes one by one, and what nobody else can see. */
export const reaches: Reaches = {
  start: ({ instanceId: id, onConflict }: StartRequest) =>
    onConflict === 'fail' ? [] : [{ id, spreads: onConflict === 'terminateExisting' }],
  send: ({ instanceId }: SendRequest) => byId(instanceId),
  pause: byId,
  resume: byId,
  cancel: (id: string) => [{ id, spreads: true }],
  terminate: ({ instanceId: id }: TerminateRequest) => [{ id, spreads: true }],
  // Steps that were put off before it are short.
  commit: (step: StepCommit) => (isShort(step) ? [] : reachOfStep(step)),
};

function reachOfStep({ fence: { n }, then, spreads }: StepCommit): readonly InstanceRef[] {
  const own = { n, spreads: spreads === true };
  return then.kind === 'awaitChild' ? [own, { id: then.instanceId }] : [own];
}
