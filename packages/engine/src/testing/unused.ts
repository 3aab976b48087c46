/** What a test has prepared and no run came to: an author who expects something else of the workflow than it does wants to hear of it. */
import type { BoundWorkflow } from '../worker/bind.js';
import { fakesOf } from './fake.js';
import type { Recorder } from './recorder.js';

/** What came to nothing, as lines; empty: all of it was needed. */
export interface Unused {
  /** Fakes and stand-ins that nobody asked. */
  readonly fakes: readonly string[];
  /** Attempts that were to fail and did not come. */
  readonly failures: readonly string[];
}

/** What of these workflows nothing recorded has used. */
export function unusedOf(workflows: readonly BoundWorkflow[], recorder: Recorder): Unused {
  return {
    fakes: workflows.flatMap((workflow) => unaskedOf(workflow, recorder)),
    failures: workflows.flatMap((workflow) => unmetOf(workflow, recorder)),
  };
}

function unaskedOf(workflow: BoundWorkflow, { calls }: Recorder): readonly string[] {
  const { tasks, standsIn } = fakesOf(workflow);
  const name = workflow.module.graph.workflow;
  const asked = new Set(calls.filter((call) => call.workflow === name).map(({ task }) => task));
  if (standsIn) return asked.size > 0 ? [] : [`the stand-in for workflow ${name} was never started`];
  const faked = Object.keys(tasks).filter((task) => tasks[task] !== undefined);
  return faked.filter((task) => !asked.has(task)).map((task) => `the fake of task ${task} of workflow ${name} was never asked`);
}

function unmetOf(workflow: BoundWorkflow, recorder: Recorder): readonly string[] {
  const name = workflow.module.graph.workflow;
  return Object.entries(fakesOf(workflow).failures).flatMap(([of, list = []]) => {
    const wanted = list.findLastIndex((failure) => failure !== 'pass') + 1;
    const met = recorder.attemptsDecided(name, of);
    return met >= wanted ? [] : [`failures of ${of} of workflow ${name} are for ${countOf(wanted)}, and it came to ${countOf(met)}`];
  });
}

function countOf(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`;
}
