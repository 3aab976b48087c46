/**
 * A process of its own that uses the store in the file of its first argument; the second says what it does:
 *
 * - `open`: opens it.
 * - `work <name> <starts>`: starts instances `<name> 0…`, then claims whatever is ready and makes three steps of each lane, until all
 *   instances of the file that it can see have ended. Prints `<instance> <seq>` for every step that was confirmed.
 */
import { sqlite } from '@waystone/engine/sqlite';

const [path = '', what = '', name = '', starts = '0'] = process.argv.slice(2);
const store = sqlite(path, { busyTimeout: 30_000 });
const envelope = new Uint8Array(150);
const graph = {
  format: 1,
  workflow: 'order',
  hash: 'order-hash',
  entry: 'end',
  nodes: {},
  points: {},
  slots: [],
  tasks: {},
  signals: [],
  statuses: {},
  history: 'full',
} as const;
const steps = 3;

type Lane = Awaited<ReturnType<typeof store.claim>>[number];

function start(instanceId: string) {
  const [queue, priority, onConflict] = ['default', 3, 'fail'] as const;
  return store.start({
    instanceId,
    uid: instanceId,
    graph,
    envelope,
    input: envelope,
    statuses: [],
    signals: [],
    queue,
    priority,
    onConflict,
  });
}

async function walk(lane: Lane): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const fence = { n: lane.n, lane: lane.lane, owner: lane.owner, epoch: lane.epoch, seq: lane.seq + step };
    const isLast = step === steps - 1;
    const result = await store.commit({
      fence,
      then: isLast ? { kind: 'end', end: 'completed', envelope } : { kind: 'keep', node: 'run/task', envelope },
      history: { node: 'run/task', attempt: 1, startedAt: 0, endedAt: 0, outcome: 'completed' },
      published: [],
    });
    if (result.status === 'applied') console.log(`${lane.instanceId} ${fence.seq}`);
  }
}

async function work(): Promise<void> {
  const owner = await store.join({ name, graphs: [graph], leaseMs: 60_000 });
  await Promise.all(Array.from({ length: Number(starts) }, (_, index) => start(`${name} ${index}`)));
  for (;;) {
    const lanes = await store.claim({ owner, graphs: [graph.hash], queues: ['default'], limit: 10 });
    await Promise.all(lanes.map(walk));
    if (lanes.length === 0 && (await store.list({ status: ['ready', 'running', 'parked'], limit: 1 })).length === 0) break;
  }
  await store.leave(owner);
}

await (what === 'work' ? work() : store.open());
await store.close();
