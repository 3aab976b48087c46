/**
 * Runs a compiled program on the engine in virtual time: in one process, or in one process after another,
 * each killed right after a single commit, so that everything but the database is thrown away at every step.
 */
import { InstanceEndedError, WorkflowFailedError } from '@waystone/core';
import { bind, typedClient, type InstanceHandle } from '@waystone/engine';
import type { Program, WorkflowModule } from '@waystone/core/runtime';
import { Machine } from '../../support/machine.js';
import type { MachineDatabase } from '../../support/machine.js';
import type { StepCommit } from '../../../packages/engine/src/store/steps.js';
import { createCodec } from '../../../packages/engine/src/codec/index.js';
import type { Case } from './case.js';
import { copier, describeError, type Observed, type Outcome, type Publication, type TaskCall } from './observed.js';
import type { Member } from './programs.js';

export interface EngineRun {
  /** Kill the process after every commit. */
  readonly crashing: boolean;
  /** Default: a SQLite file of its own. */
  readonly database?: MachineDatabase;
  /** Default: `'case'`; databases that were used before have such an instance already. */
  readonly instanceId?: string;
  /** Called with every commit, before the process is killed. */
  readonly onCommit?: () => void;
}

/** A program, and all workflows of it, the program's own first. */
export type Runnable = Member & { readonly family?: readonly Member[] };

export async function runOnEngine(
  { Class, program, family = [{ Class, program }] }: Runnable,
  scripted: Case,
  engine: EngineRun,
): Promise<Observed> {
  const { crashing, database, instanceId = 'case' } = engine;
  const members = family.map((member) => ({ ...member, program: tryingOnce(member.program) }));
  const tried = tryingOnce(program);
  const calls: TaskCall[] = [];
  const published: Publication[] = [];
  const codec = createCodec({ errors: Object.assign({}, ...members.map((member) => member.program.errors)) as Program['errors'] });
  const onCommit = (step: StepCommit): void => {
    engine.onCommit?.();
    for (const { name, envelope } of step.published) published.push({ status: name, value: codec.open(envelope) });
  };
  const machine = new Machine({
    ...(database && { database }),
    workflows: () => members.map((member) => bind(moduleOf(member.program), watched(new member.Class(), member.program, calls))),
    onCommit,
  });
  const { clock, die } = machine.clock.process();
  try {
    const client = typedClient<never>(machine.store, tried.graph, { ports: machine.ports, errors: Object.values(program.errors) });
    const handle: InstanceHandle = await client.start(instanceId, scripted.input as never);
    for (const { at, name, value } of scripted.signals ?? []) clock.after(at, () => void send(machine, handle, name, value));
    const result = handle.result();
    if (crashing) return { outcome: await observe(machine.crashingEverywhere(result)), calls, published };
    await machine.spawn();
    return { outcome: await observe(machine.until(result)), calls, published };
  } finally {
    die();
    await machine.close();
  }
}

async function send(machine: Machine, handle: InstanceHandle, name: string, value: unknown): Promise<void> {
  try {
    await handle.signal(name, value);
  } catch (error) {
    // The script may be longer than the program.
    if (!(error instanceof InstanceEndedError)) throw error;
  }
  machine.announce();
}

async function observe(result: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await result };
  } catch (error) {
    return { error: describeError(error instanceof WorkflowFailedError ? error.cause : error) };
  }
}

/** A plain run has no retries. */
export function tryingOnce(program: Program): Program {
  const tasks = Object.entries(program.graph.tasks).map(([name, policy]) => [name, { ...policy, retry: { ...policy.retry, attempts: 1 } }]);
  return { ...program, graph: { ...program.graph, tasks: Object.fromEntries(tasks) } };
}

export function moduleOf(program: Program): WorkflowModule {
  return { graph: program.graph, source: { file: 'not-on-disk.workflow.ts', hash: '', className: '' }, load: async () => ({ program }) };
}

/** Records the calls of tasks. */
function watched<W extends object>(instance: W, program: Program, calls: TaskCall[]): W {
  const copy = copier(program);
  const members = instance as Record<string, (...args: unknown[]) => Promise<unknown>>;
  for (const task of Object.keys(program.graph.tasks)) {
    const perform = members[task]!;
    members[task] = (...args) => {
      calls.push({ task, args: copy(args) });
      return perform.apply(instance, args);
    };
  }
  return instance;
}
