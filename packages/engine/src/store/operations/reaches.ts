/** What a request reaches beyond one lane at work: the instance that has to be locked for it. */
import type { InstanceRef } from '../effects/lock-instances.js';
import type { StartRequest, StepCommit } from '../store.js';
import { isSimple } from './commit.js';
import type { operations } from './index.js';
import type { SendRequest } from './send.js';
import type { TerminateRequest } from './terminate.js';

type Operations = typeof operations;
type Reaches = { readonly [Verb in keyof Operations]?: (request: Parameters<Operations[Verb]>[1][number]) => InstanceRef | undefined };

const byId = (id: string): InstanceRef => ({ id });

/** Verbs that are not named here touch lanes one by one, and what nobody else can see. */
export const reaches: Reaches = {
  start: ({ instanceId, onConflict }: StartRequest) => (onConflict === 'fail' ? undefined : { id: instanceId }),
  send: ({ instanceId }: SendRequest) => ({ id: instanceId }),
  pause: byId,
  resume: byId,
  cancel: byId,
  terminate: ({ instanceId }: TerminateRequest) => ({ id: instanceId }),
  commit: (step: StepCommit) => (isSimple(step) ? undefined : { n: step.fence.n }),
};
