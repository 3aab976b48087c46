/** The plans of the statements that every step, start and signal and every idle worker need, while very many instances rest. */
import { writeFile } from 'node:fs/promises';
import type { Store } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { clients } from '../generated/index.js';
import type { Database } from '../site/place.js';
import { Site } from '../site/site.js';
import { park } from '../workloads/parked.js';
import { collectPlans, explainingUrl } from './collect-plans.js';
import type { Plan } from './collect-plans.js';

interface Scene {
  readonly store: Store;
  readonly owner: number;
  readonly graphs: readonly string[];
  /** Graphs of what is started here. */
  readonly started: readonly string[];
  /** What was claimed last. */
  lanes: Awaited<ReturnType<Store['claim']>>;
}

/** A question, how often it is asked and what its plans should show. */
interface Question {
  readonly name: string;
  readonly about: string;
  readonly ask: (scene: Scene, turn: number) => Promise<unknown>;
}

const batch = 10;

const questions: readonly Question[] = [
  {
    name: 'nextDue',
    about: `What an idle worker looks up: the first entry of the index of lanes that have a time, for each route. One entry is read, however many lanes rest.`,
    ask: ({ store, graphs }) => store.nextDue({ graphs, queues: ['default'] }),
  },
  {
    name: 'start',
    about: `Ten starts in one transaction: rows are appended, nothing is searched for but the ids, in their unique index.`,
    ask: ({ store }, turn) => startSome(store, turn),
  },
  {
    name: 'claim',
    about: `Ten lanes: their index entries in the order of their times, from the first one on, up to the limit; then the rows by key.`,
    ask: async (scene) => {
      const { store, owner, started } = scene;
      scene.lanes = await store.claim({ owner, graphs: started, queues: ['default'], limit: batch });
    },
  },
  {
    name: 'commit',
    about: `Ten steps that go on to the next task: ten rows by key, replaced in their pages; no index is touched. Ten rows of history are appended.`,
    ask: (scene, turn) => commitSome(scene, turn),
  },
  {
    name: 'send',
    about: `A signal for one of the instances that rest: the instance by its id, its lane by the index of lanes that wait, and no other lane.`,
    ask: ({ store }, turn) => store.send(`waits ${turn}`, { name: 'go', envelope: Buffer.from('') }),
  },
  {
    name: 'heartbeat and reclaim',
    about: `The lease is renewed, held lanes are found by the index of held lanes, which is as long as there are lanes in work; all workers are read, which are few.`,
    ask: ({ store, owner }) => Promise.all([store.heartbeat(owner, leaseMs), store.reclaim()]),
  },
];

const leaseMs = 600_000;
/** The first time a statement is prepared; how it goes on is what counts. */
const turns = 2;

export async function writePlans(database: Database, { parked, file }: { readonly parked: number; readonly file: string }): Promise<void> {
  const site = await Site.open(database);
  try {
    const worker = await site.worker(1_000);
    for (let turn = 0; turn < turns; turn++) await site.clients.signaled.start(`waits ${turn}`, undefined);
    await park(site, parked);
    await worker.stop();
    await site.place.tidy();
    await writeFile(file, document(database, parked, await sectionsOf(site)));
  } finally {
    await site.close();
  }
}

async function sectionsOf(site: Site): Promise<readonly string[]> {
  const { address } = site.place;
  if (address.kind !== 'postgres') throw new Error('plans are those of PostgreSQL');
  const take = collectPlans();
  const store = postgres({ url: explainingUrl(address.url), connections: 1 });
  const graphs = (await Promise.all((await store.workflows()).map((workflow) => store.graphHashes(workflow)))).flat();
  const owner = await store.join({ name: 'plans', graphs: [], leaseMs });
  const started = await store.graphHashes('prompt');
  const scene: Scene = { store, owner, graphs, started, lanes: [] };
  const sections: string[] = [];
  for (let turn = 0; turn < turns; turn++) {
    for (const { name, about, ask } of questions) {
      take();
      await ask(scene, turn);
      if (turn === turns - 1) sections.push(section({ name, about }, take()));
    }
  }
  await store.leave(owner);
  await store.close();
  return sections;
}

async function startSome(store: Store, turn: number): Promise<void> {
  const { prompt } = clients(store);
  await Promise.all(Array.from({ length: batch }, (_, index) => prompt.start(`plan ${turn} ${index}`, undefined)));
}

async function commitSome({ store, owner, lanes }: Scene, turn: number): Promise<void> {
  const envelope = Buffer.from(`turn ${turn}`);
  const history = { node: 'run/stamp', attempt: 1, startedAt: 1, endedAt: 2, outcome: 'completed' } as const;
  const steps = lanes.map(({ n, lane, epoch, seq }) =>
    store.commit({ fence: { n, lane, owner, epoch, seq }, then: { kind: 'keep', node: 'run/stamp', envelope }, published: [], history }),
  );
  await Promise.all(steps);
}

function section({ name, about }: Pick<Question, 'name' | 'about'>, plans: readonly Plan[]): string {
  const blocks = plans.map(({ statement, nodes }) => `\`${statement}\`\n\n\`\`\`text\n${nodes}\n\`\`\``);
  return [`## ${name}`, about, ...blocks].join('\n\n');
}

function document({ name }: Database, parked: number, sections: readonly string[]): string {
  return `# Query plans

How ${name} carries out the statements that matter, with ${parked.toLocaleString('en-US')} instances parked: half of them wait for a signal, half for
a time in three years. Written by \`npm run measure -- --plans docs/query-plans.md\`, from what the server itself says through
\`auto_explain\` while the store runs; nothing here is a guess of the planner. \`rows 1 × 10\` are the rows that a node gave and
how often it was asked; \`hit\` counts pages of 8 KiB.

What to look for: no \`Seq Scan\` (but of the workers, all of which are wanted), and numbers of rows and pages that belong to what is asked and not to what rests. A test
(\`test/store/postgres-plans.test.ts\`) counts the rows that are read while instances start, step, fork, wait, are canceled
and end beside 100,000 that rest, and the pages of their indexes, with planners that never looked at the tables and with ones that looked when they were empty.
Statements that find lanes by their key keep the plan of their first use from PostgreSQL 17 on, since planning would take
longer than they do (\`packages/engine/src/store/postgres/steady.ts\`); their parameters are shown as \`$1\`.

${sections.join('\n\n')}
`;
}
