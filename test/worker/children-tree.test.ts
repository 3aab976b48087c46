/** Trees of instances under random cancels, ends and crashes: nobody is left behind. */
import { Client, type InstanceDescription } from '@waystone/engine';
import { afterEach, describe, expect, test } from 'vitest';
import { Chance } from '../support/chance.js';
import { Machine } from '../support/machine.js';
import { TreeWorkflow, type Branch } from './fixtures/children.workflow.js';
import { clients, workflows } from './fixtures/generated/index.js';
import { Recorder } from './recorder.js';

let machine: Machine;
afterEach(() => machine.close());

function branch(chance: Chance, depth: number): Branch {
  return {
    sleepMs: chance.below(200),
    fails: chance.next() < 0.2,
    waits: chance.next() < 0.5,
    onParentClose: (['cancel', 'abandon', 'terminate'] as const)[chance.below(3)] ?? 'cancel',
    children: Array.from({ length: depth === 0 ? 0 : chance.below(4) }, () => branch(chance, depth - 1)),
  };
}

async function everybody(client: Client): Promise<ReadonlyMap<string, InstanceDescription>> {
  const listed = await client.list({ limit: 1_000 });
  const described = await Promise.all(listed.map(({ id }) => client.handle(id).describe()));
  return new Map(described.map((each) => [each.id, each]));
}

/** What an ended parent has left to its living children. */
function expectClosed(all: ReadonlyMap<string, InstanceDescription>): void {
  for (const { id, parent, endedAt, cancelRequestedAt } of all.values()) {
    if (!parent || endedAt !== undefined || all.get(parent.id)?.endedAt === undefined) continue;
    expect(parent.onParentClose, `${id} outlives its parent`).not.toBe('terminate');
    expect(cancelRequestedAt !== undefined || parent.onParentClose === 'abandon', `${id} was told`).toBe(true);
  }
}

/** Every parent knows of as many children as say that it is theirs. */
function expectCounted(all: ReadonlyMap<string, InstanceDescription>): void {
  for (const { id, children } of all.values()) {
    const own = [...all.values()].filter(({ parent }) => parent?.id === id);
    expect(
      Object.values(children).reduce((sum, each) => sum + each, 0),
      `children of ${id}`,
    ).toBe(own.length);
  }
}

async function disturb(client: Client, chance: Chance): Promise<void> {
  const living = (await client.list({ status: ['ready', 'running', 'parked', 'paused'], limit: 1_000 })).map(({ id }) => id);
  const id = living[chance.below(Math.max(1, living.length))];
  if (id === undefined) return;
  const act = chance.below(4);
  if (act === 0) await client.handle(id).terminate();
  else if (act === 1) await client.handle(id).cancel();
}

describe('a tree of instances', () => {
  test.each(Array.from({ length: 12 }, (_, index) => index + 1))('leaves nobody behind: seed %i', async (seed) => {
    const chance = new Chance(seed);
    machine = new Machine({ workflows: () => [workflows.tree(new TreeWorkflow(new Recorder()))] });
    const client = new Client(machine.store, { ports: machine.ports });
    await clients(machine.store, { ports: machine.ports }).tree.start('root', branch(chance, 3));
    for (let turn = 0; turn < 12; turn += 1) {
      const process = await machine.spawn(1 + chance.below(12), `host ${chance.below(2)}`);
      await machine.pass(chance.below(100));
      await disturb(client, chance);
      expectClosed(await everybody(client));
      if (chance.next() < 0.5) await process.bury();
    }
    await machine.spawn();
    await machine.pass(60_000);
    const all = await everybody(client);
    expectCounted(all);
    expect([...all.values()].filter(({ endedAt }) => endedAt === undefined)).toEqual([]);
  });
});
