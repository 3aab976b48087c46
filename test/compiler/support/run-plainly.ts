/** Runs a program as plain code, in memory: what the author reads is what runs. Time is virtual. */
import { setImmediate } from 'node:timers/promises';
import { runPlain, type Signal } from '@waystone/core';
import { nameField, type Program } from '@waystone/core/runtime';
import { VirtualClock } from '../../../packages/engine/src/testing/virtual-clock.js';
import type { Case } from './case.js';
import { present, type Member } from './programs.js';
import { copier, describeError, type Observed, type Outcome, type Publication, type TaskCall } from './observed.js';

export type WorkflowClass = new () => { run(input: unknown): Promise<unknown> };

/** A program, and the workflows that it starts. */
type Plain = Member & { readonly family?: readonly Member[] };

export async function runPlainly({ Class, program, family = [] }: Plain, { input, signals = [] }: Case): Promise<Observed> {
  const clock = new VirtualClock();
  const calls: TaskCall[] = [];
  const published: Publication[] = [];
  const copy = copier(program);
  const instance = made({ Class, program }, calls);
  for (const { at, name, value } of signals) clock.after(at, () => (instance[name] as Signal<unknown>).send(copy(value)));
  const onPublish = (status: string, value: unknown): void => void published.push({ status, value: copy(value) });
  const outcome = await settle(
    runPlain({ clock, onPublish, makeChild: (Child) => child(present(family.find((member) => member.Class === Child)), calls) }, () =>
      instance.run(copy(input)),
    ),
    clock,
  );
  return { outcome, calls, published };
}

type Instance = InstanceType<WorkflowClass> & Record<string, unknown>;

function made({ Class, program }: Member, calls: TaskCall[]): Instance {
  const instance = new Class() as Instance;
  nameFields(instance, program);
  watchTasks(instance, program, calls);
  return instance;
}

/** What crosses into a child and out of it is copied. */
function child(member: Member, calls: TaskCall[]): Instance {
  const instance = made(member, calls);
  const copy = copier(member.program);
  const run = instance.run.bind(instance);
  instance.run = async (input) => {
    try {
      return copy(await run(copy(input)));
    } catch (error) {
      throw copy(error);
    }
  };
  return instance;
}

function nameFields(instance: Record<string, unknown>, { graph }: Program): void {
  for (const name of [...graph.signals, ...Object.keys(graph.statuses)]) nameField(instance[name] as object, name);
}

/** Records the calls of tasks, and copies what crosses into and out of them. */
function watchTasks(instance: Record<string, unknown>, program: Program, calls: TaskCall[]): void {
  const copy = copier(program);
  for (const task of Object.keys(program.graph.tasks)) {
    const perform = instance[task] as (...args: unknown[]) => Promise<unknown>;
    instance[task] = async (...args: unknown[]) => {
      calls.push({ task, args: copy(args) });
      try {
        return copy(await perform.apply(instance, copy(args)));
      } catch (error) {
        throw copy(error);
      }
    };
  }
}

/** Lets time pass until the run has ended. */
async function settle(run: Promise<unknown>, clock: VirtualClock): Promise<Outcome> {
  let outcome: Outcome | undefined;
  run.then(
    (value) => (outcome = { value }),
    (error: unknown) => (outcome = { error: describeError(error) }),
  );
  for (;;) {
    await setImmediate();
    if (outcome) return outcome;
    if (!clock.ring()) throw new Error('the plain run waits for something that never comes');
  }
}
