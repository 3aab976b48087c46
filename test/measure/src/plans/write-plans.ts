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

type ClaimedLane = Awaited<ReturnType<Store['claim']>>[number];
type StepCommit = Parameters<Store['commit']>[0];

interface Scene {
  readonly store: Store;
  readonly owner: number;
  readonly graphs: readonly string[];
  /** Graphs of what is started here. */
  readonly started: readonly string[];
  /** What was claimed last. */
  lanes: readonly ClaimedLane[];
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
    about: `Ten starts in one statement: rows are appended, nothing is searched for but the ids, in their unique index.`,
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
    name: 'fork',
    about: `One of them comes to a fork of ten lanes, which its worker keeps: the instance, the worker and the lane by key, ten rows of lanes are appended.`,
    ask: forkFirst,
  },
  {
    name: 'ends of lanes',
    about: `The ten lanes end: each row by key, and the one that waits for them once, counted down by ten.`,
    ask: endLanes,
  },
  {
    name: 'join',
    about: `The lane that waited goes on: the ten lanes are one range of the key.`,
    ask: leaveJoin,
  },
  {
    name: 'end',
    about: `The other nine end: each instance and its main line by key.`,
    ask: endOthers,
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

const history = { node: 'run/stamp', attempt: 1, startedAt: 1, endedAt: 2, outcome: 'completed' } as const;
const envelope = Buffer.from('a value');

async function commitSome({ store, lanes }: Scene, turn: number): Promise<void> {
  const then = { kind: 'keep', node: 'run/stamp', envelope: Buffer.from(`turn ${turn}`) } as const;
  await Promise.all(lanes.map((lane) => store.commit({ fence: fenceOf(lane), then, published: [], history })));
}

/** @param steps How many it has made since it was claimed. */
function fenceOf({ n, lane, owner, epoch, seq }: ClaimedLane, steps = 0): StepCommit['fence'] {
  return { n, lane, owner, epoch, seq: seq + steps };
}

function firstOf({ lanes: [first] }: Scene): ClaimedLane {
  if (!first) throw new Error('nothing was claimed');
  return first;
}

async function forkFirst(scene: Scene): Promise<void> {
  const lanes = Array.from({ length: batch }, (_, position) => ({
    position,
    key: `${position}`,
    entry: { fork: 'run/fork', lane: 0 },
    envelope,
    held: true as const,
    first: { node: 'run/stamp', history: { ...history, node: '' } },
  }));
  const then = { kind: 'fork', node: 'run/fork', envelope, lanes, decidedBy: { failures: 1 } } as const;
  await scene.store.commit({ fence: fenceOf(firstOf(scene), 1), then, at: 1, published: [], history });
}

async function endLanes(scene: Scene): Promise<void> {
  const main = fenceOf(firstOf(scene), 2);
  const then = { kind: 'end', end: 'completed', envelope, joinsHere: true } as const;
  const ends = Array.from({ length: batch }, (_, position) => {
    const fence = { ...main, lane: `${main.lane}/${main.seq}.${position}`, epoch: 1, seq: 1 };
    return scene.store.commit({ fence, then, at: 1, published: [], history });
  });
  await Promise.all(ends);
}

/** The end of its last lane gave it to this worker anew. */
async function leaveJoin(scene: Scene): Promise<void> {
  const { epoch, ...fence } = fenceOf(firstOf(scene), 2);
  const then = { kind: 'keep', node: 'run/stamp', envelope } as const;
  await scene.store.commit({ fence: { ...fence, epoch: epoch + 1 }, then, at: 1, published: [], joined: true, history });
}

async function endOthers({ store, lanes }: Scene): Promise<void> {
  const then = { kind: 'end', end: 'completed', envelope } as const;
  const ends = lanes.slice(1).map((lane) => {
    return store.commit({ fence: fenceOf(lane, 1), then, published: [], history, endsAlone: lane.instanceId });
  });
  await Promise.all(ends);
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
Statements that find rows by their key keep the plan of their first use from PostgreSQL 17 on, since planning would take
longer than they do (\`packages/engine/src/store/postgres/steady.ts\`); their parameters are shown as \`$1\`.

${sections.join('\n\n')}
`;
}
