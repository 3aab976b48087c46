/** Children: instances that a flow starts, and whose results it waits for. The types follow the child's class. */
import type { ChildOptions } from '../policy/child-options.js';
import { plainResult, startPlainChild, type ChildClass } from '../runtime/plain-children.js';
import { clockForWait } from '../runtime/plain.js';
import type { InputOf, ResultOf, Workflow } from './types.js';

declare const resultType: unique symbol;

/** Tells which child is meant: plain data that can be stored, returned, published and given to others. */
export interface ChildReference<R = unknown> {
  /** Id of the child. */
  readonly instanceId: string;
  /** Name of its workflow. */
  readonly workflow: string;
  /** Tells it from any other instance that had or gets its id. */
  readonly uid: string;
  /** Carries the type of its result; has no value. */
  readonly [resultType]?: R;
}

/** What a child is given: its input, which may be left out where its `run` takes none, and options. */
export type ChildArguments<W extends Workflow> =
  undefined extends InputOf<W> ? [input?: InputOf<W>, options?: ChildOptions] : [input: InputOf<W>, options?: ChildOptions];

/** Starts children and waits for them. In flows only. */
export interface Child {
  /**
   * Starts an instance of a workflow and waits for its result.
   *
   * @throws the child's own error if it failed; {ChildCanceledError} if somebody canceled it; {TerminatedError} if it was
   * terminated; {InstanceExistsError} if the id is taken; {CanceledError} if this flow was canceled, once the child has ended.
   * @throws {InstanceIdInvalidError}, {OptionInvalidError} or {InstantInvalidError} if an option has an impossible value.
   */
  <W extends Workflow>(workflow: ChildClass<W>, ...given: ChildArguments<W>): Promise<ResultOf<W>>;
  /**
   * Starts an instance of a workflow and goes on.
   *
   * @throws {InstanceExistsError} if the id is taken; {InstanceIdInvalidError}, {OptionInvalidError} or
   * {InstantInvalidError} if an option has an impossible value.
   */
  start<W extends Workflow>(workflow: ChildClass<W>, ...given: ChildArguments<W>): Promise<ChildReference<ResultOf<W>>>;
  /**
   * Waits for the result of a child that was started before. Any flow that has the reference may wait, any number of times.
   * A wait that is canceled leaves the child alone.
   *
   * @throws what {@link Child} throws for the end of the child; {InstanceNotFoundError} if there is no such child.
   */
  result<R>(reference: ChildReference<R>): Promise<R>;
}

async function run(workflow: ChildClass, ...[input, options]: readonly unknown[]): Promise<unknown> {
  const clock = clockForWait('child');
  return plainResult(startPlainChild(workflow, { input, options, clock }));
}

async function start(workflow: ChildClass, ...[input, options]: readonly unknown[]): Promise<ChildReference> {
  const clock = clockForWait('child.start');
  return startPlainChild(workflow, { input, options, clock });
}

async function result(reference: ChildReference): Promise<unknown> {
  clockForWait('child.result');
  return plainResult(reference);
}

/**
 * Starts an instance of another workflow, or of this one, as a child of the instance that runs. `child(…)` waits for its
 * result, `child.start(…)` only for its start, `child.result(…)` for the end of one that was started.
 *
 * @example const receipt = await child(PaymentWorkflow, { order, cents }, { id: `payment-${order}` });
 * @example const pages = await join(urls.map((url) => child(PageWorkflow, url)), { mode: 'settled' });
 * @example
 * const report = await child.start(ReportWorkflow, month, { onParentClose: 'abandon' });
 * const text = await child.result(report);
 */
export const child = Object.assign(run, { start, result }) as Child;
