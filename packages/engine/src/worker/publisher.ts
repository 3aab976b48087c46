/** Publishes the statuses that one attempt of a task sets while it runs. Progress that cannot be stored does not stop the task. */
import type { Envelope, Fence } from '../store/store.js';
import { ask } from './ask.js';
import type { HeldLane } from './held-lane.js';
import type { LaneWork } from './lane-run.js';
import type { Publish } from './perform.js';
import { Progress } from './progress.js';

/** With the fence of its attempt, so that what a task leaves running cannot speak for the next one. */
export function publisherOf(held: HeldLane, fence: Fence, work: LaneWork): Publish {
  const tell = (name: string, error: unknown): void => tellOfUnpublished(held, name, error, work);
  const progress = new Progress((name, envelope) =>
    storeStatus(held, fence, { name, envelope }, work).catch((error: unknown) => tell(name, error)),
  );
  return async (name, value) => {
    try {
      // Sealed when it is set, so that later changes of the value do not show.
      await progress.set(name, held.workflow.codec.seal(value, `status ${name}`));
    } catch (error) {
      tell(name, error);
    }
  };
}

interface Status {
  readonly name: string;
  readonly envelope: Envelope;
}

async function storeStatus(held: HeldLane, fence: Fence, { name, envelope }: Status, work: LaneWork): Promise<void> {
  // What the store knows of the lane must be what its fence says.
  await held.storePutOff((step) => ask(work, () => work.store.commit(step)));
  await ask(work, () => work.store.publish(fence, name, envelope));
}

export function tellOfUnpublished({ claimed }: HeldLane, name: string, error: unknown, { logger }: LaneWork): void {
  logger.warn(`status "${name}" of instance "${claimed.instanceId}" was not published`, { error });
}
