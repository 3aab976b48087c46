/** Where the example keeps its files. `run/` is made anew by every demo. */
import { fileURLToPath } from 'node:url';

function inProject(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

export const ordersFile = inProject('orders.jsonl');
export const runFolder = inProject('run');
