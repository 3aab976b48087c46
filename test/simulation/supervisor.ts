/** Whoever runs workers starts those again that could not start. */
import { StoreError } from '@waystone/core';
import type { Worker } from '@waystone/engine';
import type { VirtualProcess } from './machine/process.js';

export async function untilStarted(make: () => Worker, process: VirtualProcess): Promise<void> {
  for (;;) {
    try {
      return await make().start();
    } catch (error) {
      if (!(error instanceof StoreError && error.retryable)) throw error;
      await process.sleep(100);
    }
  }
}
