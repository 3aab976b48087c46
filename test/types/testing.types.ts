/** The testing kit: fakes, failures, moments and calls have the types of the class; what has not is refused. */
import type { Signal, Status } from '@waystone/core';
import type { BoundWorkflow } from '@waystone/engine';
import { TestEnvironment, fake, runInMemory, simulate, standIn, startInMemory } from '@waystone/engine/testing';

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_same: Same<A, B>): void {}

interface Receipt {
  readonly id: string;
}

declare class Order {
  readonly approval: Signal<{ readonly by: string }>;
  readonly nudge: Signal<void>;
  readonly stage: Status<'received' | 'paid'>;
  readonly limit: number;
  charge(order: string, cents: number): Promise<Receipt>;
  thank(order: string): Promise<void>;
  total(): number;
  run(order: string): Promise<Receipt>;
}

declare class Empty {
  run(): Promise<number>;
}

declare class Batch {
  run(orders: readonly string[]): Promise<string[]>;
}

declare const batch: BoundWorkflow<Batch>;
declare const order: BoundWorkflow<Order>;
declare const empty: BoundWorkflow<Empty>;

export async function results(): Promise<void> {
  const { result, statuses, calls } = await runInMemory(order, 'o-1');
  same<typeof result, Receipt>(true);
  same<(typeof statuses)['stage'], 'received' | 'paid'>(true);
  const [call] = calls.charge;
  if (call) {
    same<typeof call.args, [order: string, cents: number]>(true);
    same<typeof call.result, Receipt | undefined>(true);
  }
  same<Awaited<ReturnType<typeof runInMemory<Empty>>>['result'], number>(true);
  await runInMemory(empty, undefined);
  // @ts-expect-error the input is a text
  await runInMemory(order, 1);
  // @ts-expect-error total is synchronous, so it is no task
  void calls.total;
  // @ts-expect-error it is an instance of the class, and was not bound
  await runInMemory({} as Order, 'o-1');
}

export async function fakes(): Promise<void> {
  await runInMemory(order, 'o-1', { tasks: { charge: async (id, cents) => ({ id: `${id} ${cents.toFixed(2)}` }) } });
  await runInMemory(order, 'o-1', { tasks: { charge: () => ({ id: 'at once' }), thank: () => {} } });
  // @ts-expect-error there is no such task
  await runInMemory(order, 'o-1', { tasks: { refund: async () => {} } });
  // @ts-expect-error run is no task
  await runInMemory(order, 'o-1', { tasks: { run: async () => ({ id: 'x' }) } });
  // @ts-expect-error a field is none
  await runInMemory(order, 'o-1', { tasks: { limit: async () => 1 } });
  // @ts-expect-error it gives a receipt
  await runInMemory(order, 'o-1', { tasks: { charge: async () => ({ id: 1 }) } });
  // @ts-expect-error its second parameter is a number
  await runInMemory(order, 'o-1', { tasks: { charge: async (id: string, cents: string) => ({ id: id + cents }) } });
  // @ts-expect-error so it is of a fake workflow
  fake(order, { tasks: { refund: async () => {} } });
}

export async function failures(): Promise<void> {
  await runInMemory(order, 'o-1', { failures: { charge: [new Error('down'), 'timeout', 'pass'], 'run/thank': [new Error('shy')] } });
  // @ts-expect-error a failure is an error, a timeout or a pass
  await runInMemory(order, 'o-1', { failures: { charge: ['down'] } });
  // @ts-expect-error there is no such task
  await runInMemory(order, 'o-1', { failures: { refund: [new Error('down')] } });
}

export async function driven(): Promise<void> {
  await using run = await startInMemory(order, 'o-1', { send: { approval: { by: 'ann' } } });
  await run.signal('approval', { by: 'ann' });
  await run.signal('nudge');
  await run.until({ status: { stage: 'paid' } });
  await run.until({ status: { stage: (stage) => stage === 'paid' } });
  await run.until({ signal: 'nudge' });
  await run.until({ task: 'thank' });
  await run.until({ node: 'run/charge' });
  await run.until(() => run.calls.thank.length > 0);
  same<Awaited<ReturnType<typeof run.result>>, Receipt>(true);
  // @ts-expect-error the signal has a value
  await run.signal('approval');
  // @ts-expect-error the signal has no such value
  await run.signal('approval', { by: 1 });
  // @ts-expect-error there is no such signal
  await run.signal('refusal');
  // @ts-expect-error the status has no such value
  await run.until({ status: { stage: 'sent' } });
  // @ts-expect-error there is no such status
  await run.until({ status: { place: 'door' } });
  // @ts-expect-error there is no such task
  await run.until({ task: 'refund' });
}

export async function simulated(): Promise<void> {
  const { outcome } = await simulate(() => ({
    workflow: () => order,
    input: 'o-1',
    tasks: { thank: () => {} },
    drive: async (run) => {
      await run.signal('approval', { by: 'ann' });
      // @ts-expect-error nodes are of the graph, which plain code has not
      await run.until({ node: 'run/charge' });
    },
  }));
  if ('value' in outcome) same<typeof outcome.value, Receipt>(true);
  // @ts-expect-error the input is a text
  await simulate(() => ({ workflow: () => order, input: 1 }));
  const environment = await TestEnvironment.open({ workflows: [order, empty] });
  const run = await environment.start(empty, undefined);
  same<Awaited<ReturnType<typeof run.result>>, number>(true);
}

export async function children(): Promise<void> {
  await using run = await startInMemory(batch, ['o-1'], { workflows: [order] });
  const first = await run.child(Order, (input) => input.startsWith('o'));
  await first.signal('approval', { by: 'ann' });
  same<Awaited<ReturnType<typeof first.result>>, Receipt>(true);
  same<ReturnType<typeof standIn<Order>>, BoundWorkflow<Order>>(true);
  standIn(order, async (input) => ({ id: input.trim() }));
  standIn(empty, () => 1);
  // @ts-expect-error it gives a receipt
  standIn(order, () => 'paid');
  // @ts-expect-error the input of the child is a text
  await run.child(Order, (input) => input > 1);
  // @ts-expect-error the child has no such signal
  await first.signal('refusal');
  await simulate(() => ({
    workflow: () => batch,
    workflows: () => [order],
    input: ['o-1'],
    drive: async (driven) => {
      const child = await driven.child(Order, 'o-1');
      await child.until({ status: { stage: 'paid' } });
      // @ts-expect-error the status has no such value
      await child.until({ status: { stage: 'sent' } });
    },
  }));
}

export async function compared(): Promise<void> {
  await simulate(() => ({
    workflow: () => order,
    input: 'o-1',
    compare: ({ outcome, statuses }) => {
      same<(typeof statuses)['stage'], 'received' | 'paid'>(true);
      if ('value' in outcome) same<typeof outcome.value, Receipt>(true);
      // @ts-expect-error there is no such status
      return statuses.place;
    },
  }));
  const environment = await TestEnvironment.open({ workflows: [order] });
  const [run] = await environment.instances(order, { status: ['completed'], parent: 'batch-1' });
  if (run) same<Awaited<ReturnType<typeof run.result>>, Receipt>(true);
  // @ts-expect-error there is no such state
  await environment.instances(order, { status: ['done'] });
}
