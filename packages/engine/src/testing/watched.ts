/**
 * A workflow as the worker of a test's world gets it: its tasks are recorded, replaced and made to fail, its code tells which way
 * it goes, and both see the world's time.
 *
 * Always: what is recorded changes nothing; the graph is the author's but for its history, which is kept in full.
 */
import { assert, context } from '@waystone/core';
import type { TaskContext } from '@waystone/core';
import type { Graph } from '@waystone/core/graph';
import type { Frame, Glue, Program } from '@waystone/core/runtime';
import type { Clock } from '../ports.js';
import type { BoundWorkflow } from '../worker/bind.js';
import { assertFakes, fakesOf, taskNames } from './fake.js';
import type { AnyFakes } from './fake.js';
import type { GraphRecord, Recorder } from './recorder.js';
import type { Stage } from './stage.js';
import type { RecordedCall } from './tasks.js';
import { inTimeOf } from './virtual-date.js';

/** What a watched workflow tells, and lives by. */
export interface Surroundings {
  readonly recorder: Recorder;
  readonly stage: Stage;
  readonly clock: Clock;
}

/** @throws TestSetupError if its fakes are of tasks that it has not. */
export function watched(workflow: BoundWorkflow, around: Surroundings): BoundWorkflow {
  const { module, instance } = workflow;
  const graph: Graph = { ...module.graph, history: 'full' };
  const fakes = fakesOf(workflow);
  assertFakes(graph, fakes);
  const load = async (): Promise<{ readonly program: Program }> => {
    const { program } = await module.load();
    const code = fakes.standsIn ? program.code : tracedCode(program, around.recorder.learn(program), around);
    return { program: { ...program, graph: { ...program.graph, history: 'full' }, code } };
  };
  return { module: { ...module, graph, load }, instance: withFakes(instance, graph, fakes, around) };
}

function tracedCode({ graph, code }: Program, record: GraphRecord, { recorder, clock }: Surroundings): Program['code'] {
  const traced = Object.entries(code).map(([point, glue]): [string, Glue] => [
    point,
    function (frame: Frame, value: never) {
      recorder.enter(frame, point, record);
      try {
        const jump = inTimeOf(clock, () => glue.call(this, frame, value));
        recorder.leave(frame, jump[0], record);
        return jump;
      } catch (error) {
        recorder.leave(frame, graph.points[point]?.error, record);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(traced);
}

export type Method = (...args: unknown[]) => unknown;

/** What performs the tasks of an object, by the names of its methods: recorded, replaced, made to fail. */
export function performers({ instance, ...rest }: Omit<Performed, 'name'>): ReadonlyMap<string | symbol, Method> {
  return new Map(taskNames(rest.graph).map((name) => [name, performer({ name, instance, ...rest })]));
}

/** Private fields are the object's own, so methods are called on the object itself. */
function withFakes(instance: object, graph: Graph, fakes: AnyFakes, around: Surroundings): object {
  const performed = performers({ instance, graph, fakes, around });
  const isOwn = (name: string | symbol): boolean => Object.hasOwn(instance, name);
  return new Proxy(instance, {
    get(target, name) {
      const task = performed.get(name);
      if (task) return typeof Reflect.get(target, name) === 'function' ? task : undefined;
      const member: unknown = Reflect.get(target, name, target);
      const isMethod = typeof member === 'function' && name !== 'constructor' && !isOwn(name);
      return isMethod ? (member.bind(target) as unknown) : member;
    },
  });
}

interface Performed {
  readonly name: string;
  readonly graph: Graph;
  readonly instance: object;
  readonly fakes: AnyFakes;
  readonly around: Surroundings;
}

function performer({ name, graph, instance, fakes, around }: Performed): Method {
  const { recorder, stage, clock } = around;
  const method = Reflect.get(instance, name) as Method;
  const act: Method = fakes.tasks[name] ?? ((...args) => method.apply(instance, args));
  return async (...args) => {
    const task = context();
    stage.tell({ kind: 'performs', instanceId: task.instanceId, task: name, node: task.node });
    await stage.enter();
    const call = recorder.begin({ task: name, args, ...identityOf(task) }, clock.now());
    try {
      await failAsTold(call, { graph, fakes, around });
      const result = await stage.perform(call, () => inTimeOf(clock, () => act(...args)));
      call.result = result;
      return result;
    } catch (error) {
      call.error = error;
      throw error;
    }
  };
}

function identityOf({ instanceId, workflow, node, attempt, idempotencyKey }: TaskContext): Omit<RecordedCall, 'task' | 'args' | 'at'> {
  return { instanceId, workflow, node, attempt, idempotencyKey };
}

async function failAsTold(call: RecordedCall, { graph, fakes, around }: Pick<Performed, 'graph' | 'fakes' | 'around'>): Promise<void> {
  const { recorder, stage, clock } = around;
  for (const name of [call.node, call.task]) {
    const failure = recorder.failureOf(call, name, fakes.failures[name] ?? []);
    if (failure instanceof Error) throw failure;
    if (failure === 'timeout') await stage.hang(clock.now() + limitOf(graph, call.node), context().signal);
  }
}

function limitOf(graph: Graph, id: string): number {
  const node = graph.nodes[id];
  const limit = node?.kind === 'task' ? graph.tasks[node.task]?.timeoutMs : undefined;
  assert(limit != null, `task of node ${id} has no time limit`);
  return limit;
}
