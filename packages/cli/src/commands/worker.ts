/** `waystone worker`: runs the workflows of a project on a store. */
import type { BoundWorkflow, WorkerOptions } from '@waystone/engine';
import type { Command } from 'commander';
import { loadProject } from '../config/load-config.js';
import { locateStore } from '../config/locate-store.js';
import { loadEngine } from '../load/engine.js';
import { loadWorkflows } from '../load/load-workflows.js';
import type { Session } from '../session.js';
import { jsonLogger, textLogger } from '../terminal/logger.js';
import { untilStopped } from '../until-stopped.js';
import { jsonOption, parseCount, prose, storeOption } from './options.js';

interface ServeOptions {
  readonly store?: string;
  readonly json?: true;
  readonly concurrency?: number;
  readonly queue?: readonly string[];
}

const examples = `
The entry module exports what is served:

  // src/workflows.ts
  import { workflows as bind } from './generated/index.js';
  export const workflows = [bind.order(new OrderWorkflow(payments, stock))];   // or a function, which may be async

Examples:
  $ waystone worker
  $ waystone worker src/workers/billing.ts --store /var/lib/orders.db --concurrency 50
  $ waystone worker --json | jq -r .message`;

export function addWorker(program: Command, session: Session): void {
  program
    .command('worker')
    .summary('run the workflows of this project')
    .description(
      prose(`
        Runs workflows until it is told to stop. The first SIGINT or SIGTERM lets running tasks end (10 s) and gives the rest
        back to other workers; a second one leaves at once, which loses nothing that was committed. Any number of workers
        may share a store.`),
    )
    .argument('[entry]', 'module that exports `workflows` (default: worker.entry of the configuration, src/workflows.ts)')
    .option('--concurrency <n>', 'lanes worked on at once (default: 100)', parseCount)
    .option('--queue <name...>', "queues served (default: 'default')")
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((entry: string | undefined, options: ServeOptions) => serve(session, entry, options));
}

async function serve(session: Session, entry: string | undefined, options: ServeOptions): Promise<void> {
  const project = await loadProject(session.cwd);
  const workflows = await loadWorkflows(session.cwd, project, entry);
  const { path, shownAs } = await locateStore(session, options);
  const { Worker, sqlite } = await loadEngine();
  const store = sqlite(path);
  const logger = options.json ? jsonLogger(session.terminal.out) : textLogger(session.terminal.err);
  const limits = limitsOf({ ...project.config.worker, ...options });
  const worker = new Worker({ store, workflows, logger, ...limits });
  try {
    const stopped = untilStopped((signal) => logger.info(`${signal}: letting running tasks end; once more to leave at once`));
    await worker.start();
    logger.info('serving', { workflows: namesOf(workflows), store: shownAs, ...limits, pid: process.pid });
    await stopped;
    await worker.stop();
    logger.info('stopped');
  } finally {
    await store.close();
  }
}

type Limits = Pick<WorkerOptions, 'concurrency' | 'queues'>;

function limitsOf({ concurrency, queue, queues }: ServeOptions & Limits): Limits {
  const served = queue ?? queues;
  return { ...(concurrency !== undefined && { concurrency }), ...(served !== undefined && { queues: served }) };
}

function namesOf(workflows: readonly BoundWorkflow[]): readonly string[] {
  return workflows.map(({ module }) => module.graph.workflow);
}
