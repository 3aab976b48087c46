/**
 * A player plays cases: starts the instance, sends what it waits for, disturbs it as planned, sees its end.
 *
 * Always: playing it twice, at once or one after the other, in one process or two, comes to the same.
 */
import {
  CanceledError,
  InstanceEndedError,
  InstanceExistsError,
  InstanceNotFoundError,
  StoreError,
  TerminatedError,
  WaystoneError,
} from '@waystone/core';
import type { Client, InstanceHandle } from '@waystone/engine';
import type { ClientLine, Log } from '../evidence/lines.ts';
import type { Case, OperatorRequest } from '../run/plan.ts';
import type { Outcome, PlannedSignal } from '../scenarios/scenario.ts';

type Sleep = (ms: number) => Promise<void>;

export interface PlayerOptions {
  readonly client: Pick<Client, 'start' | 'handle'>;
  readonly log: Log<ClientLine>;
  readonly sleep: Sleep;
}

export class Player {
  readonly #options: PlayerOptions;

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  async play(one: Case): Promise<void> {
    const { client, log, sleep } = this.#options;
    const hasty = one.isHasty && this.#sendAll(client.handle(one.id), one);
    await this.#start(one, 'fail');
    if (one.restartAfterMs !== undefined) {
      await sleep(one.restartAfterMs);
      await this.#start(one, 'terminateExisting');
    }
    const handle = client.handle(one.id);
    await Promise.all([hasty || this.#sendAll(handle, one), ...this.#disturb(handle, one)]);
    log.write({ what: 'seen', instance: one.id, outcome: await outcomeOf(handle, sleep) });
    if (one.isHasty) await this.#sendTooLate(handle, one);
  }

  #start({ workflow, id, input }: Case, onConflict: 'fail' | 'terminateExisting'): Promise<void> {
    return this.#again(async () => void (await this.#options.client.start(workflow, id, input, { onConflict })), InstanceExistsError);
  }

  async #sendAll(handle: InstanceHandle, { id, signals, isHasty }: Case): Promise<void> {
    for (const [index, signal] of signals.entries()) {
      await this.#again(() => inTime(handle, signal), InstanceEndedError);
      const sendNow = (): Promise<void> => handle.signal(signal.name, signal.value, { id: `${id} ${index}` });
      const send = isHasty ? () => this.#onceThere(sendNow) : sendNow;
      // Whoever does not know whether it arrived sends it again.
      await this.#again(send, InstanceEndedError);
      await this.#again(send, InstanceEndedError);
    }
  }

  /** Whoever sends before the start is told that there is no such instance. */
  async #onceThere(send: () => Promise<void>): Promise<void> {
    for (let isThere = false; !isThere;) {
      isThere = true;
      await send().catch(async (error: unknown) => {
        if (!(error instanceof InstanceNotFoundError)) throw error;
        isThere = false;
        await this.#options.sleep(20);
      });
    }
  }

  /** Nobody will receive it, and whoever sends it is told so. */
  async #sendTooLate(handle: InstanceHandle, { signals: [signal] }: Case): Promise<void> {
    if (!signal) return;
    const send = async (): Promise<void> => {
      await handle.signal(signal.name, signal.value);
      throw new Error('an instance that had ended took a signal');
    };
    await this.#again(send, InstanceEndedError);
  }

  #disturb(handle: InstanceHandle, one: Case): readonly Promise<void>[] {
    return [this.#pause(handle, one), this.#cancel(handle, one), this.#terminate(handle, one), this.#askAll(handle, one)];
  }

  /** Whatever they were, in the end nobody pauses it. */
  async #askAll(handle: InstanceHandle, { requests }: Case): Promise<void> {
    if (!requests) return;
    await Promise.all(requests.map((request) => this.#ask(handle, request)));
    await this.#again(() => handle.resume(), InstanceEndedError);
  }

  async #ask(handle: InstanceHandle, { verb, afterMs }: OperatorRequest): Promise<void> {
    await this.#options.sleep(afterMs);
    await this.#again(() => handle[verb](), InstanceEndedError);
  }

  async #pause(handle: InstanceHandle, { pause }: Case): Promise<void> {
    if (!pause) return;
    await this.#options.sleep(pause.afterMs);
    await this.#again(() => handle.pause(), InstanceEndedError);
    await this.#options.sleep(pause.forMs);
    await this.#again(() => handle.resume(), InstanceEndedError);
  }

  async #cancel(handle: InstanceHandle, { cancelAfterMs }: Case): Promise<void> {
    if (cancelAfterMs === undefined) return;
    await this.#options.sleep(cancelAfterMs);
    await this.#again(() => handle.cancel(), InstanceEndedError);
  }

  async #terminate(handle: InstanceHandle, { terminateAfterMs }: Case): Promise<void> {
    if (terminateAfterMs === undefined) return;
    await this.#options.sleep(terminateAfterMs);
    await this.#again(() => handle.terminate(), InstanceEndedError);
  }

  #again(ask: () => Promise<void>, answer?: Answer): Promise<void> {
    return again(this.#options.sleep, ask, answer);
  }
}

/** @param sleep Rests while the store cannot be reached. */
export async function outcomeOf(handle: InstanceHandle, sleep: Sleep): Promise<Outcome> {
  let outcome: Outcome = { end: 'completed', value: undefined };
  await again(sleep, async () => {
    outcome = await handle.result().then(
      (value): Outcome => ({ end: 'completed', value }),
      (error: unknown) => failureOf(error),
    );
  });
  return outcome;
}

/** A class of errors. */
type Answer = abstract new (...values: never[]) => Error;

/** Until the store answers. An error of the class that is given is an answer too. */
async function again(sleep: Sleep, ask: () => Promise<void>, answer?: Answer): Promise<void> {
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

async function inTime(handle: InstanceHandle, { when }: PlannedSignal): Promise<void> {
  if (when) await handle.status(when.status).waitFor((value) => JSON.stringify(value) === JSON.stringify(when.is));
}

function failureOf(error: unknown): Outcome {
  if (error instanceof TerminatedError) return { end: 'terminated' };
  if (error instanceof CanceledError) return { end: 'canceled' };
  if (error instanceof StoreError) throw error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { end: 'failed', name, message };
}
