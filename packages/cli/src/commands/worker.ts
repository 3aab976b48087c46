/** `waystone worker`: runs the workflows of a project on a store. */
import type { Duration, Logger } from '@waystone/core';
import type { BoundWorkflow, Worker, WorkerOptions } from '@waystone/engine';
import type { Command } from 'commander';
import { loadProject } from '../config/load-config.js';
import { locateStore, type Location } from '../config/locate-store.js';
import { serveHealth, type HealthServer } from '../health-server.js';
import { loadEngine } from '../load/engine.js';
import { loadWorkflows } from '../load/load-workflows.js';
import { openStore } from '../load/open-store.js';
import type { Session } from '../session.js';
import { jsonLogger, textLogger } from '../terminal/logger.js';
import { untilStopped } from '../until-stopped.js';
import { jsonOption, parseCount, parsePort, parseQueues, parseSpan, parseTags, prose, storeOption } from './options.js';

interface ServeOptions {
  readonly store?: string;
  readonly json?: true;
  readonly concurrency?: number;
  readonly queue?: readonly string[];
  readonly tag?: readonly string[];
  readonly retention?: Duration;
  readonly healthPort?: number;
  readonly healthHost?: string;
}

const examples = `
The entry module exports what is served:

  // src/workflows.ts
  import { workflows as bind } from './generated/index.js';
  export const workflows = [bind.order(new OrderWorkflow(payments, stock))];   // or a function, which may be async

Examples:
  $ waystone worker
  $ waystone worker src/workers/billing.ts --store /var/lib/orders.db --concurrency 50
  $ waystone worker --queue payments --tag gpu --concurrency 20
  $ waystone worker --retention 30d                    what ended a month ago is deleted
  $ waystone worker --health-port 8080                 /healthz: it lives; /readyz: it works (200) or not (503)
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
    .option('--queue <name...>', "queues served (default: 'default')", parseQueues)
    .option('--tag <tag...>', 'what this worker has, for tasks that ask for it', parseTags)
    .option('--retention <time>', 'delete instances so long after their end, e.g. 30d (default: never)', parseSpan)
    .option('--health-port <n>', 'answer GET /healthz and /readyz on this port', parsePort)
    .option('--health-host <address>', 'answer on this address only (default: all)')
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action((entry: string | undefined, options: ServeOptions) => serve(session, entry, options));
}

async function serve(session: Session, entry: string | undefined, options: ServeOptions): Promise<void> {
  const logger = options.json ? jsonLogger(session.terminal.out) : textLogger(session.terminal.err);
  const stopped = untilStopped((signal) => logger.info(`${signal}: letting running tasks end; once more to leave at once`));
  // The author's modules may take their time, too, and nothing is held yet.
  const loaded = await Promise.race([load(session, entry, options), stopped]);
  if (loaded) await work(loaded, { logger, stopped, options });
  else logger.info('stopped');
}

interface Loaded {
  readonly workflows: readonly BoundWorkflow[];
  readonly location: Location;
  readonly limits: Limits;
}

async function load(session: Session, entry: string | undefined, options: ServeOptions): Promise<Loaded> {
  const project = await loadProject(session.cwd);
  const workflows = await loadWorkflows(session.cwd, project, entry);
  const location = await locateStore(session, options);
  return { workflows, location, limits: limitsOf({ ...project.config.worker, ...options }) };
}

interface Surroundings {
  readonly logger: Logger;
  /** Resolves when the process is told to end. */
  readonly stopped: Promise<void>;
  readonly options: ServeOptions;
}

async function work({ workflows, location, limits }: Loaded, { logger, stopped, options }: Surroundings): Promise<void> {
  const engine = await loadEngine();
  const store = await openStore(location, 'work');
  const worker = new engine.Worker({ store, workflows, logger, ...limits });
  const probes = await answerProbes(options, worker);
  try {
    if (probes) logger.info('answering health checks', { url: probes.url });
    // A start may take its time; whoever wants this process to end does not wait for it.
    const isServing = await Promise.race([worker.start().then(() => true), stopped.then(() => false)]);
    if (isServing) logger.info('serving', { workflows: namesOf(workflows), store: location.shownAs, ...limits, pid: process.pid });
    await stopped;
    await worker.stop();
    logger.info('stopped');
  } finally {
    probes?.close();
    await store.close();
  }
}

async function answerProbes({ healthPort, healthHost }: ServeOptions, worker: Worker): Promise<HealthServer | undefined> {
  if (healthPort === undefined) return undefined;
  return serveHealth({ port: healthPort, ...(healthHost !== undefined && { host: healthHost }) }, () => worker.health());
}

type Limits = Pick<WorkerOptions, 'concurrency' | 'queues' | 'tags' | 'retention'>;

function limitsOf({ concurrency, queue, queues, tag, tags, retention }: ServeOptions & Limits): Limits {
  const served = queue ?? queues;
  const has = tag ?? tags;
  return {
    ...(concurrency !== undefined && { concurrency }),
    ...(served !== undefined && { queues: served }),
    ...(has !== undefined && { tags: has }),
    ...(retention !== undefined && { retention }),
  };
}

function namesOf(workflows: readonly BoundWorkflow[]): readonly string[] {
  return workflows.map(({ module }) => module.graph.workflow);
}
