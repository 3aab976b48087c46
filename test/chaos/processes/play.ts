/**
 * Plays one case: starts the instance, sends what it waits for, disturbs it as planned, sees its end.
 *
 * Always: playing it twice, at once or one after the other, in one process or two, comes to the same.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { CanceledError, InstanceEndedError, InstanceExistsError, StoreError, TerminatedError, WaystoneError } from '@waystone/core';
import type { Client, InstanceHandle } from '@waystone/engine';
import type { ClientLine, Log } from '../evidence/lines.ts';
import type { Case } from '../run/plan.ts';
import type { Outcome, PlannedSignal } from '../scenarios/scenario.ts';

export async function play(client: Client, one: Case, log: Log<ClientLine>): Promise<void> {
  await start(client, one, 'fail');
  if (one.restartAfterMs !== undefined) {
    await sleep(one.restartAfterMs);
    await start(client, one, 'terminateExisting');
  }
  const handle = client.handle(one.id);
  await Promise.all([sendAll(handle, one), pause(handle, one), cancel(handle, one)]);
  log.write({ what: 'seen', instance: one.id, outcome: await outcomeOf(handle) });
}

function start(client: Client, { workflow, id, input }: Case, onConflict: 'fail' | 'terminateExisting'): Promise<void> {
  return again(async () => void (await client.start(workflow, id, input, { onConflict })), InstanceExistsError);
}

async function sendAll(handle: InstanceHandle, { id, signals }: Case): Promise<void> {
  for (const [index, signal] of signals.entries()) {
    await again(() => inTime(handle, signal), InstanceEndedError);
    const send = (): Promise<void> => handle.signal(signal.name, signal.value, { id: `${id} ${index}` });
    // Whoever does not know whether it arrived sends it again.
    await again(send, InstanceEndedError);
    await again(send, InstanceEndedError);
  }
}

async function inTime(handle: InstanceHandle, { when }: PlannedSignal): Promise<void> {
  if (when) await handle.status(when.status).waitFor((value) => JSON.stringify(value) === JSON.stringify(when.is));
}

async function pause(handle: InstanceHandle, { pause }: Case): Promise<void> {
  if (!pause) return;
  await sleep(pause.afterMs);
  await again(() => handle.pause(), InstanceEndedError);
  await sleep(pause.forMs);
  await again(() => handle.resume(), InstanceEndedError);
}

async function cancel(handle: InstanceHandle, { cancelAfterMs }: Case): Promise<void> {
  if (cancelAfterMs === undefined) return;
  await sleep(cancelAfterMs);
  await again(() => handle.cancel(), InstanceEndedError);
}

export async function outcomeOf(handle: InstanceHandle): Promise<Outcome> {
  let outcome: Outcome = { end: 'completed', value: undefined };
  await again(async () => {
    outcome = await handle.result().then(
      (value): Outcome => ({ end: 'completed', value }),
      (error: unknown) => failureOf(error),
    );
  });
  return outcome;
}

function failureOf(error: unknown): Outcome {
  if (error instanceof TerminatedError) return { end: 'terminated' };
  if (error instanceof CanceledError) return { end: 'canceled' };
  if (error instanceof StoreError) throw error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { end: 'failed', name, message };
}

/** Until the store answers. An error of the class that is given is an answer too. */
async function again(ask: () => Promise<void>, answer?: abstract new (...values: never[]) => Error): Promise<void> {
  for (let restMs = 20; ; restMs = Math.min(restMs * 2, 500)) {
    try {
      return await ask();
    } catch (error) {
      if (answer !== undefined && error instanceof answer) return;
      if (!(error instanceof WaystoneError && error.retryable)) throw error;
      await sleep(restMs);
    }
  }
}
