/** Children: how they end, how that reaches their parents, and how a parent's end reaches them. */
import { CanceledError, ChildCanceledError, InstanceExistsError, TerminatedError } from '@waystone/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import {
  BossWorkflow,
  ChiefWorkflow,
  ClerkWorkflow,
  CrowdWorkflow,
  LeafWorkflow,
  OfficeWorkflow,
  OneWorkflow,
  RaceWorkflow,
  Spoiled,
  StarterWorkflow,
} from './fixtures/children.workflow.js';
import { expectSameCost } from './crowd.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

let machine: Machine;
let world: Recorder;

beforeEach(() => {
  world = new Recorder({ leaf: (name: string) => name });
  machine = new Machine({
    workflows: () => [
      workflows.boss(new BossWorkflow(world)),
      workflows.chief(new ChiefWorkflow()),
      workflows.clerk(new ClerkWorkflow()),
      workflows.crowd(new CrowdWorkflow()),
      workflows.leaf(new LeafWorkflow(world)),
      workflows.office(new OfficeWorkflow()),
      workflows.one(new OneWorkflow()),
      workflows.race(new RaceWorkflow(world)),
      workflows.starter(new StarterWorkflow()),
    ],
  });
});
afterEach(() => machine.close());

const client = () => clients(machine.store, { ports: machine.ports, errors: [Spoiled] });
const leaf = (id: string) => client().leaf.get(id);
const hour = 3_600_000;

/** A boss that waits for its leaf, and the leaf for a signal. */
async function waiting(name = 'leaf') {
  const boss = await client().boss.start('boss', { name, id: 'leaf' });
  await machine.poll();
  expect((await boss.describe()).lanes).toMatchObject([{ node: 'run/leaf', child: 'leaf', status: 'parked' }]);
  return boss;
}

describe('a child', () => {
  test('gives its result to its parent', async () => {
    await machine.spawn();
    const boss = await waiting();
    await leaf('leaf').go.send('done');
    expect(await machine.until(boss.result())).toBe('leaf done');
    expect(await boss.describe()).toMatchObject({ children: { live: 0, completed: 1 } });
    expect(await leaf('leaf').describe()).toMatchObject({ parent: { id: 'boss', lane: '', onParentClose: 'cancel' } });
  });

  test('gives its result through a crash at every commit', async () => {
    const boss = await client().boss.start('boss', { name: 'leaf', id: 'leaf' });
    const result = boss.result();
    machine.clock.after(
      5,
      () =>
        void leaf('leaf')
          .go.send('done')
          .then(() => machine.announce()),
    );
    expect(await machine.crashingEverywhere(result)).toBe('leaf done');
    expect(world.acts).toEqual(['leaf leaf']);
  });

  test('throws its own error, with class and fields, through every parent', async () => {
    await machine.spawn();
    const chief = await client().chief.start('chief', 'deep');
    await machine.poll();
    const [found] = await client().leaf.list();
    await leaf(found?.id ?? '').go.send('fail');
    const error = await machine.until(chief.result().catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(Spoiled);
    expect(error).toMatchObject({ batch: 7, message: 'batch 7 is spoiled' });
    expect(world.acts).toContain('boss Spoiled 7');
  });

  test('that somebody canceled throws what is no cancel of the parent', async () => {
    await machine.spawn();
    const boss = await waiting();
    await leaf('leaf').cancel();
    await expect(machine.until(boss.result())).rejects.toThrow(ChildCanceledError);
    expect(await boss.describe()).toMatchObject({ status: 'failed' });
    expect(world.acts).toEqual(['leaf leaf', 'leaf leaf cleans up', 'boss ChildCanceledError']);
  });

  test('that somebody terminated throws that', async () => {
    await machine.spawn();
    const boss = await waiting();
    await leaf('leaf').terminate();
    await expect(machine.until(boss.result())).rejects.toThrow(TerminatedError);
  });

  test('whose id is taken throws that', async () => {
    await machine.spawn();
    await client().leaf.start('leaf', 'other');
    const boss = await client().boss.start('boss', { name: 'leaf', id: 'leaf' });
    await expect(machine.until(boss.result())).rejects.toThrow(InstanceExistsError);
    expect(await leaf('leaf').describe()).toMatchObject({ status: 'parked' });
  });

  test('has an id of its own that is no longer than ids may be', async () => {
    await machine.spawn();
    const ids = ['short', 'ä'.repeat(128)];
    for (const id of ids) await client().boss.start(id, { name: id });
    await machine.poll();
    const leaves = await client().leaf.list();
    expect(leaves).toHaveLength(2);
    expect(leaves.map(({ id }) => id).find((id) => id.startsWith('short/leaf-'))).toMatch(/^short\/leaf-[0-9a-f]{16}$/);
    for (const { id } of leaves) expect(Buffer.byteLength(id)).toBeLessThanOrEqual(256);
    expect(leaves.some(({ id }) => id.startsWith('ää') && id.isWellFormed())).toBe(true);
  });

  test('starts in its time, in its queue', async () => {
    await machine.spawn();
    const boss = await client().boss.start('boss', {
      name: 'leaf',
      id: 'leaf',
      queue: 'reports',
      priority: 1,
      startAt: machine.clock.now() + hour,
    });
    await machine.pass(2 * hour);
    expect(await leaf('leaf').describe()).toMatchObject({ queue: 'reports', priority: 1, status: 'ready' });
    expect(world.acts).toEqual([]);
    await machine.spawn(Infinity, 'here', { queues: ['reports'], workflows: [workflows.leaf(new LeafWorkflow(world))] });
    await machine.poll();
    await leaf('leaf').go.send('elsewhere');
    machine.announce();
    expect(await machine.until(boss.result())).toBe('leaf elsewhere');
  });

  test('goes where its class says if nothing else is said', async () => {
    await machine.spawn();
    const office = await client().office.start('office', 'file');
    await machine.poll();
    expect(await client().clerk.get('clerk').describe()).toMatchObject({ queue: 'archive', priority: 5, status: 'ready' });
    await machine.spawn(Infinity, 'here', { queues: ['archive'] });
    expect(await machine.until(office.result())).toBe('file');
  });

  test('goes on while its parent is paused', async () => {
    await machine.spawn();
    const boss = await waiting();
    await boss.pause();
    await leaf('leaf').go.send('done');
    expect(await machine.until(leaf('leaf').result())).toBe('leaf done');
    await machine.pass(hour);
    expect(await boss.describe()).toMatchObject({ status: 'paused' });
    await boss.resume();
    expect(await machine.until(boss.result())).toBe('leaf done');
  });
});

describe('the cancel of a parent', () => {
  test('reaches the child it waits for, and the parent when that has cleaned up', async () => {
    await machine.spawn();
    const boss = await waiting();
    await boss.cancel();
    await expect(machine.until(boss.result())).rejects.toThrow(CanceledError);
    expect(world.acts).toEqual(['leaf leaf', 'leaf leaf cleans up', 'boss CanceledError']);
    expect([(await boss.describe()).status, (await leaf('leaf').describe()).status]).toEqual(['canceled', 'canceled']);
  });

  test('gives way to the error of a child that fails while it cleans up, and lets the parent clean up too', async () => {
    await machine.spawn();
    const boss = await waiting('clumsy');
    await boss.cancel();
    await expect(machine.until(boss.result())).rejects.toThrow(Spoiled);
    expect(world.acts).toEqual(['leaf clumsy', 'leaf clumsy cleans up', 'boss Spoiled 8']);
  });

  test('comes too late for a child that has ended', async () => {
    const process = await machine.spawn();
    const boss = await waiting();
    await process.bury();
    await leaf('leaf').go.send('done');
    await machine.crashAfter(1);
    expect(await leaf('leaf').describe()).toMatchObject({ status: 'completed' });
    await boss.cancel();
    await machine.spawn(Infinity, 'elsewhere');
    expect(await machine.until(boss.result())).toBe('leaf done');
    expect(world.acts).toEqual(['leaf leaf']);
  });

  test('leaves a child alone that is to be abandoned', async () => {
    await machine.spawn();
    const boss = await client().boss.start('boss', { name: 'leaf', id: 'leaf', onParentClose: 'abandon' });
    await machine.poll();
    await boss.cancel();
    await expect(machine.until(boss.result())).rejects.toThrow(CanceledError);
    await leaf('leaf').go.send('alone');
    expect(await machine.until(leaf('leaf').result())).toBe('leaf alone');
  });
});

describe('the end of a parent', () => {
  test.each([
    ['cancel', CanceledError, ['leaf leaf', 'leaf leaf cleans up']],
    ['terminate', TerminatedError, ['leaf leaf']],
  ] as const)('closes the children that it left: %s', async (onParentClose, error, acts) => {
    await machine.spawn();
    const starter = await client().starter.start('starter', { name: 'leaf', id: 'leaf', onParentClose });
    expect(await machine.until(starter.result())).toMatchObject({ instanceId: 'leaf', workflow: 'leaf' });
    await expect(machine.until(leaf('leaf').result())).rejects.toThrow(error);
    expect(world.acts).toEqual(acts);
  });

  test('leaves those that are to be abandoned', async () => {
    await machine.spawn();
    const starter = await client().starter.start('starter', { name: 'leaf', id: 'leaf', onParentClose: 'abandon' });
    await machine.until(starter.result());
    await leaf('leaf').go.send('alone');
    expect(await machine.until(leaf('leaf').result())).toBe('leaf alone');
  });

  test('in a lane that lost cancels the child that it waited for', async () => {
    await machine.spawn();
    const race = await client().race.start('race');
    await expect(machine.until(race.result())).rejects.toThrow('lost');
    await expect(machine.until(leaf('loser').result())).rejects.toThrow(CanceledError);
    const canceled = (await race.history()).find(({ outcome }) => outcome === 'canceled');
    expect(canceled?.content).toMatchObject({ value: { message: "a lane of instance 'race' was canceled, or a join needed it no more" } });
  });
});

describe('many children', () => {
  test('cost no more each than few', async () => {
    await machine.spawn();
    await expectSameCost(machine);
  });
});
