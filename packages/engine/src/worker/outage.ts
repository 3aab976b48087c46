/**
 * Tells once that the store fails, and once that it works again, however many lanes and loops find it out.
 */
import { StoreClosedError, StoreError, StoreRefusedError } from '@waystone/core';
import type { Logger } from '@waystone/core';

export class Outage {
  #reported: string | undefined;

  constructor(private readonly logger: Logger) {}

  failed(error: unknown): void {
    const problem = error instanceof Error ? error.message : String(error);
    if (problem === this.#reported) return;
    this.#reported = problem;
    const meaning =
      error instanceof StoreClosedError
        ? 'the store was closed before the worker was stopped; what it held is ready for others when its lease ends'
        : 'the store cannot be used; nothing is lost, and the worker tries again until it can';
    this.logger.error(`${meaning}: ${problem}`, { error });
  }

  get isUnderWay(): boolean {
    return this.#reported !== undefined;
  }

  over(): void {
    if (this.#reported === undefined) return;
    this.#reported = undefined;
    this.logger.info('the store can be used again');
  }
}

/** The store may work again without this program being changed or started anew. */
export function isOutage(error: unknown): boolean {
  return error instanceof StoreError && !(error instanceof StoreRefusedError) && !(error instanceof StoreClosedError);
}
