/**
 * Children of plain runs: every child is an object of its own, whose `run` begins at once.
 *
 * Always: within one `runPlain` no two children have one id. A child runs on when its parent has ended: plain code cannot
 * be canceled.
 */
import { defaultWorkflowName } from '../decorators/workflow.js';
import { workflowOptionsOf } from '../decorators/metadata.js';
import { InstanceExistsError, InstanceNotFoundError } from '../errors/client.js';
import { ChildNotMadeError } from '../errors/misuse.js';
import type { ChildReference } from '../language/child.js';
import type { Workflow } from '../language/types.js';
import { childPlan, childReference, type ChildOptions } from '../policy/child-options.js';
import { plainFamily, plainOptions, runPlainChild, type PlainChild, type PlainClock, type PlainOptions } from './plain.js';

/** A class whose objects can be made, and run as a child. */
export type ChildClass<W extends Workflow = Workflow> = new (...args: never[]) => W;

/** The children of one plain run, their children included. */
interface Family {
  readonly ids: Set<string>;
  readonly results: Map<string, Promise<unknown>>;
}

const families = new WeakMap<object, Family>();
/** Of those who call `run` with no `runPlain` around it, each in a test of its own: their ids say nothing of each other. */
const strangers: Family = { ids: new Set(), results: new Map() };
let children = 0;

function familyAround(): Family {
  const family = plainFamily();
  if (family === undefined) return strangers;
  const known = families.get(family) ?? { ids: new Set(), results: new Map() };
  families.set(family, known);
  return known;
}

/** What a child of a plain run is started with, as the author gave it. */
export interface PlainStart {
  readonly input: unknown;
  readonly options: unknown;
  readonly clock: PlainClock;
}

/**
 * Begins a child.
 *
 * @throws {InstanceExistsError} if another child of the same `runPlain` has the id; {ChildNotMadeError} if nobody says how
 * its class is made.
 */
export function startPlainChild(workflow: ChildClass, { input, options, clock }: PlainStart): ChildReference {
  const around = plainOptions();
  const { id, startAt } = childPlan(options as ChildOptions | undefined);
  const name = workflowOptionsOf(workflow)?.name ?? defaultWorkflowName(workflow.name);
  const parentId = around.instanceId ?? 'plain';
  children += 1;
  const reference = { instanceId: id ?? `${parentId}/${name}-${children}`, workflow: name, uid: `plain-${children}` };
  const family = familyAround();
  if (family !== strangers && family.ids.has(reference.instanceId)) throw new InstanceExistsError(reference.instanceId);
  const instance = makeChild(workflow, around, { instanceId: reference.instanceId, parentId, input });
  family.ids.add(reference.instanceId);
  const result = begin(clock, startAt, () => runPlainChild(reference.instanceId, () => instance.run(input as never)));
  // Nobody may ever ask how it ended.
  result.catch(() => undefined);
  family.results.set(reference.uid, result);
  return reference;
}

function makeChild(workflow: ChildClass, { makeChild: make }: PlainOptions, child: PlainChild): Workflow {
  const made = make?.(workflow, child);
  if (made !== undefined) return made;
  if (workflow.length > 0) throw new ChildNotMadeError(workflow.name);
  return new workflow();
}

async function begin<T>(clock: PlainClock, startAt: number | undefined, run: () => Promise<T>): Promise<T> {
  if (startAt !== undefined) await new Promise<void>((resolve) => clock.after(Math.max(0, startAt - clock.now()), resolve));
  return run();
}

/**
 * The result of a child, once it has ended.
 *
 * @throws what its `run` throws; {InstanceNotFoundError} if this plain run has no such child.
 */
export function plainResult(reference: ChildReference): Promise<unknown> {
  const { uid, instanceId } = childReference(reference);
  const result = familyAround().results.get(uid);
  if (!result) throw new InstanceNotFoundError(instanceId);
  return result;
}
