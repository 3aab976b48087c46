/** Which worker takes what: queues, tags, and what no worker takes. */
import type { WorkerOptions } from '@waystone/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import type { Process } from '../support/machine.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { FilmWorkflow, ReelWorkflow } from './fixtures/placement.workflow.js';
import { CounterWorkflow } from './fixtures/steps.workflow.js';
import { Recorder } from './recorder.js';

type Bound = ReturnType<typeof workflows.film>;

let machine: Machine;
let options: { -readonly [Name in keyof WorkerOptions]?: WorkerOptions[Name] };
let answers: Record<string, (...args: never[]) => unknown>;
let worlds: Recorder[];
let build: (film: Bound) => Bound;

beforeEach(() => {
  options = {};
  answers = {};
  worlds = [];
  build = (film) => film;
  const bound = () => {
    const world = new Recorder(answers);
    worlds.push(world);
    return [
      build(workflows.film(new FilmWorkflow(world))),
      workflows.reel(new ReelWorkflow(world)),
      workflows.counter(new CounterWorkflow(world)),
    ];
  };
  machine = new Machine({ workflows: bound, worker: options });
});
afterEach(() => machine.close());

const client = () => clients(machine.store, { ports: machine.ports });
const acts = () => worlds.map((world) => world.acts);

/** A worker that serves both queues and has these tags. */
async function spawn(tags: readonly string[] = [], queues: readonly string[] = ['studio', 'default']): Promise<Process> {
  Object.assign(options, { tags, queues });
  const process = await machine.spawn();
  await machine.settle();
  return process;
}

function hang(task: string): void {
  answers[task] = () => new Promise(() => {});
}

function logged(): string[] {
  const lines: string[] = [];
  const quiet = (): void => {};
  options.logger = { debug: quiet, info: quiet, error: quiet, warn: (line) => lines.push(line) };
  return lines;
}

describe('queues', () => {
  test('are those of the workflow, unless the start names another; a worker serves its own', async () => {
    const film = await client().film.start('film', 'a');
    const moved = await client().film.start('moved', 'b', { queue: 'default', priority: 5 });
    expect(await film.describe()).toMatchObject({ queue: 'studio', priority: 2, tags: [] });
    expect(await moved.describe()).toMatchObject({ queue: 'default', priority: 5 });
    await spawn(['gpu'], ['default']);
    expect(acts()).toEqual([['cut b', 'render b', 'publish b']]);
    expect((await film.describe()).lanes).toMatchObject([{ status: 'ready', lacks: 'queue' }]);
    await spawn(['gpu'], ['studio']);
    expect(acts()[1]).toEqual(['cut a', 'render a', 'publish a']);
    expect((await client().film.list({ queue: 'studio' })).map(({ id }) => id)).toEqual(['film']);
    expect((await client().film.list({ priority: 5 })).map(({ id }) => id)).toEqual(['moved']);
    expect(await client().film.list({ queue: 'nobody' })).toEqual([]);
  });

  test.each([
    [{ queue: '' }, 'option queue is empty; give a text of 1 to 256 bytes'],
    [{ queue: 'x'.repeat(257) }, 'option queue takes 257 bytes; give a text of 1 to 256 bytes'],
    [{ queue: '\ud800' }, 'option queue has half of a surrogate pair, which is no character; give a text of 1 to 256 bytes'],
    [{ queue: 7 }, 'option queue is of type number; give a text of 1 to 256 bytes'],
    [{ priority: 0 }, 'option priority is 0; give a whole number from 1 (first) to 5 (last)'],
    [{ priority: '2' }, 'option priority is "2"; give a whole number from 1 (first) to 5 (last)'],
    [{ priority: 2.5 }, 'option priority is 2.5; give a whole number from 1 (first) to 5 (last)'],
    [{ tags: 'gpu' }, "option tags is not a list; give a list of texts, e.g. ['gpu']"],
    [{ tags: ['gpu', ''] }, 'option tags[1] is empty; give a text of 1 to 256 bytes'],
  ])('and all that is not possible is refused at the start: %j', async (wrong, message) => {
    const start = client().film.start('film', 'a', wrong as never);
    await expect(start).rejects.toMatchObject({ code: 'OPTION_INVALID', message });
    expect(await client().film.list()).toEqual([]);
  });

  test('and queues that are no list are refused by the worker', () => {
    options.queues = 'film' as never;
    return expect(machine.spawn()).rejects.toMatchObject({ code: 'OPTION_INVALID', option: 'queues' });
  });

  test('and tags that are not possible are refused by the worker', () => {
    options.tags = [''];
    return expect(machine.spawn()).rejects.toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('tags[0]') });
  });
});

describe('a task with tags', () => {
  test('is handed over by a worker that lacks them, in the commit of the step before', async () => {
    const handle = await client().film.start('film', 'a');
    await spawn();
    expect(acts()).toEqual([['cut a']]);
    expect(await handle.describe()).toMatchObject({
      status: 'ready',
      tags: [],
      lanes: [{ node: 'run/render', tags: ['gpu'], lacks: 'tags', steps: 2 }],
    });
    await spawn(['gpu', 'big']);
    expect(await machine.until(handle.result())).toBe('a');
    expect(acts()).toEqual([['cut a'], ['render a', 'publish a']]);
    expect((await handle.history()).map(({ node, attempt, outcome }) => `${node} ${attempt} ${outcome}`)).toEqual([
      ' 1 completed',
      'run/cut 1 completed',
      'run/render 1 completed',
      'run/publish 1 completed',
    ]);
  });

  test('goes to others that have them after a crash, and to no one else', async () => {
    hang('render');
    const handle = await client().film.start('film', 'a');
    const first = await spawn(['gpu']);
    expect(acts()).toEqual([['cut a', 'render a']]);
    await first.bury();
    await spawn();
    expect((await handle.describe()).lanes).toMatchObject([{ status: 'ready', tags: ['gpu'] }]);
    delete answers['render'];
    await spawn(['gpu']);
    expect(await machine.until(handle.result())).toBe('a');
    expect(acts()).toEqual([['cut a', 'render a'], [], ['render a', 'publish a']]);
  });

  test('is tried again where they are', async () => {
    answers['render'] = () => Promise.reject(new Error('too hot'));
    const handle = await client().film.start('film', 'a');
    const first = await spawn(['gpu']);
    await first.bury();
    await spawn();
    await machine.pass(5_000);
    expect((await handle.describe()).lanes).toMatchObject([{ status: 'ready', attempt: 1, tags: ['gpu'] }]);
    delete answers['render'];
    await spawn(['gpu']);
    expect(await machine.until(handle.result())).toBe('a');
    expect(acts()).toEqual([['cut a', 'render a'], [], ['render a', 'publish a']]);
  });

  test('leaves what comes after it to any worker', async () => {
    const handle = await client().film.start('film', 'a');
    hang('publish');
    const first = await spawn(['gpu']);
    await first.bury();
    delete answers['publish'];
    await spawn();
    expect(await machine.until(handle.result())).toBe('a');
    expect(acts()).toEqual([['cut a', 'render a', 'publish a'], ['publish a']]);
  });

  test('is one lane of a fork: the others, and the join, are for any worker', async () => {
    const handle = await client().reel.start('reel');
    await spawn();
    expect(acts()).toEqual([['sound']]);
    hang('mix');
    const other = await spawn(['gpu']);
    expect(acts().flat().toSorted()).toEqual(['mix', 'picture', 'sound']);
    await other.bury();
    delete answers['mix'];
    await machine.until(handle.result());
    expect(
      acts()
        .flat()
        .filter((act) => act === 'picture'),
    ).toHaveLength(1);
  });

  test('is done once, whatever crashes between workers that hand over to each other', async () => {
    const handle = await client().film.start('film', 'a');
    let settled = false;
    const result = handle.result().finally(() => (settled = true));
    for (let turn = 0; !settled && turn < 50; turn += 1) {
      Object.assign(options, { tags: turn % 2 === 0 ? [] : ['gpu'], queues: ['studio'] });
      const process = await machine.spawn(1);
      await machine.settle();
      await machine.pass(200);
      await process.bury();
      for (const owner of process.owners) await machine.store.leave(owner);
    }
    expect(await result).toBe('a');
    expect(
      acts()
        .flat()
        .filter((act) => act === 'cut a'),
    ).toHaveLength(1);
    expect((await handle.history()).map(({ node }) => node)).toEqual(['', 'run/cut', 'run/render', 'run/publish']);
  });

  test('of a build that is newer than the lane is found out by whoever takes it', async () => {
    build = withoutTags;
    const handle = await client().film.start('film', 'a');
    hang('render');
    const old = await spawn();
    expect(acts()).toEqual([['cut a', 'render a']]);
    await old.bury();
    delete answers['render'];
    build = (film) => film;
    await spawn();
    expect(acts()[1]).toEqual([]);
    expect((await handle.describe()).lanes).toMatchObject([{ status: 'ready', node: 'run/render', tags: ['gpu'], steps: 2 }]);
    await spawn(['gpu']);
    expect(await machine.until(handle.result())).toBe('a');
    expect(acts()[2]).toEqual(['render a', 'publish a']);
  });
});

describe('tags of a start', () => {
  test('hold for every lane of the instance, beside those of its tasks', async () => {
    const handle = await client().film.start('film', 'a', { tags: ['eu', 'eu'] });
    expect(await handle.describe()).toMatchObject({ tags: ['eu'] });
    expect((await client().film.list({ tags: ['eu'] })).map(({ id }) => id)).toEqual(['film']);
    expect(await client().film.list({ tags: ['us'] })).toEqual([]);
    await spawn(['gpu']);
    await spawn(['eu']);
    expect(acts()).toEqual([[], ['cut a']]);
    expect((await handle.describe()).lanes).toMatchObject([{ tags: ['eu', 'gpu'], lacks: 'tags' }]);
    hang('publish');
    const both = await spawn(['eu', 'gpu']);
    expect(acts()[2]).toEqual(['render a', 'publish a']);
    await both.bury();
    delete answers['publish'];
    expect(await machine.until(handle.result())).toBe('a');
    expect(acts()).toEqual([[], ['cut a', 'publish a'], ['render a', 'publish a']]);
  });
});

describe('what no worker takes', () => {
  test('is told once, after a while, with what to run', async () => {
    const lines = logged();
    await client().film.start('film', 'a');
    await client().film.start('other', 'b');
    await client().reel.start('reel', undefined, { queue: 'nights' });
    await spawn();
    await machine.pass(59_000);
    expect(lines).toEqual([]);
    await machine.pass(300_000);
    expect(lines.toSorted()).toEqual([
      'instances of workflow "film" are ready, and no worker takes them: none that serves queue "studio" has all of their tags; run one with tags: ["gpu"]',
      'instances of workflow "reel" are ready, and no worker takes them: none serves queue "nights"; run one with queues: ["nights"]',
    ]);
  });

  test('is not told of what another worker takes', async () => {
    const lines = logged();
    hang('cut');
    for (const id of ['a', 'b', 'c']) await client().film.start(id, id);
    options.concurrency = 1;
    await spawn([], ['default']);
    await spawn(['gpu'], ['studio']);
    await machine.pass(300_000);
    expect(acts()).toEqual([[], ['cut a']]);
    expect(lines).toEqual([]);
  });

  test('is ready without a lack while a worker that serves it is busy', async () => {
    hang('cut');
    options.concurrency = 1;
    await client().film.start('a', 'a');
    const handle = await client().film.start('b', 'b');
    expect((await handle.describe()).lanes).toMatchObject([{ lacks: 'worker' }]);
    await spawn(['gpu']);
    expect((await handle.describe()).lanes[0]).not.toHaveProperty('lacks');
  });
});

test('a lane that goes on and on gives way when others wait for a slot', async () => {
  answers['add'] = (total: number) => new Promise((resolve) => machine.clock.after(100, () => resolve(total + 1)));
  options.concurrency = 1;
  await client().counter.start('long', 1_000_000);
  await spawn();
  const start = machine.clock.now();
  const others = ['a', 'b', 'c'].map((id) => client().counter.start(id, 3));
  for (const other of others) expect(await machine.until((await other).result())).toBe(3);
  expect(machine.clock.now() - start).toBeLessThan(10_000);
  const before = worlds[0]?.acts.length ?? 0;
  await machine.pass(10_000);
  expect(worlds[0]?.acts.length, 'and goes on').toBeGreaterThan(before + 50);
});

/** The same graph from before the task asked for tags: policies are no part of what a graph is. */
function withoutTags(film: Bound): Bound {
  const load = async () => {
    const loaded = await film.module.load();
    const { graph } = loaded.program;
    const tasks = Object.fromEntries(Object.entries(graph.tasks).map(([name, { timeoutMs, retry }]) => [name, { timeoutMs, retry }]));
    return { ...loaded, program: { ...loaded.program, graph: { ...graph, tasks } } };
  };
  return { ...film, module: { ...film.module, load } };
}
