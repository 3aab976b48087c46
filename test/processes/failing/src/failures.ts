/** Runs an instance for every place to fail at, on a new database, and gives the stacks as they are read back from it. */
import { Worker } from '@waystone/engine';
import { sqlite } from '@waystone/engine/sqlite';
import { clients, workflows } from './generated/index.js';
import { DeepWorkflow } from './deep.workflow.js';
import { OrderWorkflow } from './order.workflow.js';

export interface Failure {
  readonly stack?: string | undefined;
  readonly causeStack?: string | undefined;
  /** Of the node in the history that failed. */
  readonly historyStack?: string | undefined;
}

const places = ['flow', 'task', 'inlined flow', 'second pack', 'callback'] as const;
const deepPlaces = ['loop', 'lane', 'inherited branch'] as const;

export async function failures(): Promise<Record<string, Failure>> {
  const store = sqlite(':memory:');
  const worker = new Worker({ store, workflows: [workflows.order(new OrderWorkflow()), workflows.deep(new DeepWorkflow())] });
  await worker.start();
  const { order, deep } = clients(store);
  const found: Record<string, Failure> = {};
  const handles = [
    ...places.map((place) => [place, order.start(place, place)] as const),
    ...deepPlaces.map((place) => [place, deep.start(place, place)] as const),
  ];
  for (const [place, started] of handles) {
    const handle = await started;
    const error = await handle.result().then(undefinedOf, (thrown: unknown) => thrown as Error);
    const failed = (await handle.history()).find(({ outcome }) => outcome === 'failed')?.content;
    const recorded = failed && 'value' in failed ? (failed.value as Error) : undefined;
    found[place] = { stack: error?.stack, causeStack: (error?.cause as Error | undefined)?.stack, historyStack: recorded?.stack };
  }
  await worker.stop();
  await store.close();
  return found;
}

function undefinedOf(): undefined {
  return undefined;
}
