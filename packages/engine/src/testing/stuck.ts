/** Says why a run cannot go on, and what a test may do about it. */
import { RunStuckError } from '@waystone/core';
import type { InstanceDescription, LaneDescription } from '../client/records.js';
import { handleOf, isLive, traceOf, waitOf } from './trace-text.js';
import { shown } from './values.js';
import type { World } from './world.js';

/** A run that waits for something that never comes. `awaited`: what the test waits for. */
export async function stuckError(world: World, id: string, awaited: string): Promise<RunStuckError> {
  const reasons = await reasonsOf(world, id, new Set());
  return new RunStuckError(id, `${awaited} never comes: ${reasons.join('; ')}\n\n${await traceOf(world, id)}`);
}

/** A run that has ended, so that what a test waits for never comes. */
export async function endedError(world: World, id: string, awaited: string): Promise<RunStuckError> {
  const { status, workflow } = await handleOf(world, id).describe();
  return new RunStuckError(id, `${awaited} never comes: ${workflow} "${id}" is ${status}\n\n${await traceOf(world, id)}`);
}

/** A task that takes real time without end. */
export async function runningError(world: World): Promise<RunStuckError> {
  const running = [...world.stage.running];
  const id = running[0]?.instanceId ?? '';
  const tasks = running.map(({ task, node, attempt }) => `${task} (attempt ${attempt} at ${node})`);
  const message =
    `${tasks.join(' and ')} goes on and on in real time, and virtual time stands still meanwhile; give the test a fake that ends ` +
    `(tasks: { … }), let the attempt time out (failures: { …: ['timeout'] }), or wait longer for it (patience)`;
  return new RunStuckError(id, `${message}\n\n${await traceOf(world, id)}`);
}

/** A run in which there is always one more step. `awaited`: what the test waits for. */
export async function endlessError(world: World, id: string, awaited: string): Promise<RunStuckError> {
  const message = `${awaited} does not come: ${world.maxSteps} steps were taken, and there is always one more; end its loop, or allow more (maxSteps)`;
  return new RunStuckError(id, `${message}\n\n${await traceOf(world, id)}`);
}

/** What an instance waits for, through the children that it waits for. */
async function reasonsOf(world: World, id: string, seen: Set<string>): Promise<readonly string[]> {
  seen.add(id);
  const handle = handleOf(world, id);
  const found = await handle.describe();
  const name = `${found.workflow} "${id}"`;
  if (found.endedAt !== undefined) return [`${name} is ${found.status}`];
  if (found.status === 'paused') return [`${name} is paused; go on with resume()`];
  const reasons = await Promise.all(found.lanes.filter(isLive).map((lane) => reasonOf(world, found, lane, seen)));
  const told = reasons.flat();
  return told.length > 0 ? told : [`${name} is ${found.status}`];
}

// oxlint-disable-next-line max-params -- a lane within its instance within its world
async function reasonOf(world: World, found: InstanceDescription, lane: LaneDescription, seen: Set<string>): Promise<readonly string[]> {
  const { graph, places } = world.recorder.graphs.get(found.workflow) ?? {};
  const place = places?.[lane.node];
  const where = `at ${lane.node || 'its start'}${place === undefined ? '' : ` (${place})`}`;
  const name = `${found.workflow} "${found.id}"`;
  if (lane.setAside) return [`${name} was set aside ${where}: ${await lastError(world, found.id)}`];
  if (lane.lacks)
    return [`${name} waits for a worker ${where}, and that of this test has not its ${lane.lacks}; see its options workflows and worker`];
  if (lane.signal !== undefined)
    return [`${name} waits for signal ${lane.signal} ${where} for ever; send it with run.signal('${lane.signal}', …)`];
  if (lane.child !== undefined && !seen.has(lane.child)) return reasonsOfChild(world, lane.child, { name, where, seen });
  const hasInner = found.lanes.some((other) => isLive(other) && other.lane.startsWith(`${lane.lane}/`));
  return lane.status === 'parked' && hasInner ? [] : [`${name} ${waitOf(lane, graph)} ${where}`];
}

interface Waiting {
  readonly name: string;
  readonly where: string;
  readonly seen: Set<string>;
}

async function reasonsOfChild(world: World, child: string, { name, where, seen }: Waiting): Promise<readonly string[]> {
  const reasons = await reasonsOf(world, child, seen);
  return [`${name} waits for child "${child}" ${where}`, ...reasons];
}

async function lastError(world: World, id: string): Promise<string> {
  const last = (await handleOf(world, id).history()).findLast(({ outcome }) => outcome === 'failed');
  return last?.content && 'value' in last.content ? shown(last.content.value) : 'its history says why';
}
