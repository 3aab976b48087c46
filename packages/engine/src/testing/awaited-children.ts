/**
 * Which children their parents have waited for.
 *
 * Always: only what came of these can be compared from run to run. How far others are when their parent ends is a matter of moments.
 */
import type { StepCommit } from '../store/store.js';

export class AwaitedChildren {
  /** By the lanes that wait for them. */
  readonly #waiting = new Map<string, string>();
  readonly #ids = new Set<string>();

  /** Of those whose end a lane has seen. */
  get ids(): ReadonlySet<string> {
    return this.#ids;
  }

  /** A step was committed. */
  step({ fence, history, then }: StepCommit): void {
    if (then.kind === 'retry' || then.kind === 'setAside') return;
    const lane = `${fence.n} ${fence.lane}`;
    const child = this.#waiting.get(lane);
    if (child !== undefined && history?.outcome !== 'canceled') this.#ids.add(child);
    this.#waiting.delete(lane);
    if (then.kind === 'awaitChild') this.#waiting.set(lane, then.instanceId);
    if (then.kind === 'startChild' && then.until === 'end') this.#waiting.set(lane, then.child.instanceId);
  }
}
