/**
 * A class in which everything was renamed, with `@formerly`: instances that began under the old names, in a process that was
 * killed, go on under the new ones, and builds of both kinds work side by side.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databases } from './support/databases.js';
import { buildProject, copyProject, removeProject } from './support/project.js';
import { Site, type WorkerProcess } from './support/site.js';

type Edit = readonly [from: string | RegExp, to: string];

async function edit(file: string, edits: readonly Edit[]): Promise<void> {
  const before = await readFile(file, 'utf8');
  const after = edits.reduce((text, [from, to]) => {
    expect(text).toMatch(from);
    return text.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'gm'), to);
  }, before);
  await writeFile(file, after);
}

/** Gives a member another name wherever the class uses it. */
const renamed = (from: string, to: string): Edit => [new RegExp(`\\b(this\\.|async |readonly )${from}\\b`), `$1${to}`];

/** Adds the decorator to what bears a name now. */
const formerly = (from: string, to: string): Edit => [
  new RegExp(`^( +)((?:@\\w+\\(.*\\)\\n +)?(?:async|readonly) ${to}\\b)`, 'm'),
  `$1@formerly('${from}') $2`,
];

const members = [
  ['step', 'stride'],
  ['flaky', 'shaky'],
  ['walk', 'wander'],
  ['split', 'part'],
  ['go', 'word'],
  ['stage', 'phase'],
] as const;

let old: string;
let current: string;

beforeAll(async () => {
  old = await copyProject('project');
  await buildProject(old);
  current = await copyProject('project');
  await edit(join(current, 'src/journey.workflow.ts'), [
    ...members.map(([from, to]) => renamed(from, to)),
    ...members.map(([from, to]) => formerly(from, to)),
    ['@workflow()\nexport class JourneyWorkflow', "@formerly('journey') @workflow()\nexport class TravelWorkflow"],
    ['import { context,', 'import { context, formerly,'],
  ]);
  await edit(join(current, 'src/worker.ts'), [
    ['workflows.journey', 'workflows.travel'],
    ['JourneyWorkflow', 'TravelWorkflow'],
  ]);
  await edit(join(current, 'src/api.ts'), [
    [/\bjourney\b/, 'travel'],
    ['.go.send', '.word.send'],
  ]);
  await buildProject(current);
});
afterAll(() => Promise.all([old, current].map(removeProject)));

let sites = 0;

describe.each(await databases())('on %s', (_name, make) => {
  let before: Site;
  let after: Site;

  beforeEach(() => {
    sites += 1;
    const name = `renamed-${sites}`;
    const database = make(old, name);
    before = new Site(old, name, database);
    after = new Site(current, name, { ...database, remove: () => Promise.resolve() });
  });
  afterEach(async () => {
    await after.close();
    await before.close();
  });

  const stageIs = (stage: string) => async (): Promise<boolean> => (await before.client.handle('j').status('stage').get()) === stage;
  const places: readonly (readonly [string, (worker: WorkerProcess) => Promise<void>])[] = [
    ['in the middle of a loop', (worker) => worker.says('step 7')],
    ['in the middle of a lane of a fork', (worker) => worker.says('step a2')],
    ['in a sleep', () => before.until(stageIs('sleeping'))],
    ['while it waits for a signal', () => before.until(stageIs('waiting'))],
  ];

  test.each(places)('an instance whose worker was killed %s goes on under the new names', async (_where, reached) => {
    await before.api('start', 'j', '20');
    const worker = await before.worker();
    await reached(worker);
    await worker.kill('SIGKILL');
    await after.worker();
    await after.api('go', 'j', 'done');
    const handle = after.client.handle('j');
    expect(await handle.result()).toBe('190 a1a2a3 b1 3 done');
    expect(await handle.status('stage').get()).toBe('waiting');
    expect([...(await before.performedAfterCommit(handle)), ...(await after.performedAfterCommit(handle))]).toEqual([]);
    const nodes = (await handle.history()).map(({ node }) => node);
    expect(nodes).toEqual(expect.arrayContaining(['run/walk/step', 'run/flaky', 'run/go']));
    expect(nodes.filter((node) => /stride|shaky|wander|part|word/.test(node))).toEqual([]);
  });

  test('workers of both builds take turns, whoever started the instance and whoever sends', async () => {
    await Promise.all([before.worker('old'), after.worker('new')]);
    await before.api('start', 'j', '10');
    await after.api('start', 'k', '10');
    await after.api('go', 'j', 'new');
    await before.api('go', 'k', 'old');
    expect(await before.client.handle('j').result()).toBe('45 a1a2a3 b1 3 new');
    expect(await before.client.handle('k').result()).toBe('45 a1a2a3 b1 3 old');
  });
});
