/** The types of waits and joins, and what clients read off a class. */
import {
  child,
  join,
  signal,
  status,
  type ChildReference,
  type InputOf,
  type ResultOf,
  type Settled,
  type SettledOrCanceled,
  type SignalsOf,
  type StatusesOf,
} from '@waystone/core';

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_same: Same<A, B>): void {}

declare const receipt: Promise<{ id: string }>;
declare const parcel: Promise<number>;
declare const pages: Promise<string>[];
declare const mode: 'all' | 'settled';

export async function joins(): Promise<void> {
  const named = await join({ receipt, parcel });
  same<typeof named, { receipt: { id: string }; parcel: number }>(true);

  const placed = await join([receipt, parcel]);
  same<typeof placed, [{ id: string }, number]>(true);

  const listed = await join(pages, { concurrency: 3 });
  same<typeof listed, string[]>(true);

  const settled = await join({ receipt, parcel }, { mode: 'settled' });
  same<typeof settled, { receipt: Settled<{ id: string }>; parcel: Settled<number> }>(true);

  const settledList = await join(pages, { mode: 'settled' });
  same<typeof settledList, Settled<string>[]>(true);
  for (const page of settledList)
    same<typeof page, { readonly status: 'fulfilled'; readonly value: string } | { readonly status: 'rejected'; readonly reason: unknown }>(
      true,
    );

  const either = await join([parcel], { mode });
  same<typeof either, [number | Settled<number>]>(true);

  const first = await join(pages, { mode: 'any' });
  same<typeof first, string>(true);

  const winner = await join({ receipt, parcel }, { mode: 'race' });
  same<typeof winner, { readonly lane: 'receipt'; readonly value: { id: string } } | { readonly lane: 'parcel'; readonly value: number }>(
    true,
  );
  if (winner.lane === 'parcel') same<typeof winner.value, number>(true);

  const enough = await join([parcel, parcel], { mode: { atLeast: 1 } });
  same<typeof enough, [SettledOrCanceled<number>, SettledOrCanceled<number>]>(true);

  await join(pages, { mode: 'settled', tolerate: '10%' });
  // @ts-expect-error what is tolerated goes with mode 'settled'
  await join(pages, { mode: 'any', tolerate: 1 });

  // @ts-expect-error lanes are waits, not values
  await join([1, 2]);
  // @ts-expect-error lanes are waits, not values
  await join({ a: 1 });
  // @ts-expect-error there is no such mode
  await join([parcel], { mode: 'most' });
}

class Order {
  readonly approval = signal<{ approved: boolean }>();
  readonly nudge = signal();
  readonly stage = status<'new' | 'paid'>('new');
  readonly count = status<number>();
  private readonly hidden = signal<string>();
  readonly limit = 5;
  async run(input: { id: string }): Promise<string> {
    await this.hidden.poll();
    return input.id;
  }
}

class Bare {
  async run(): Promise<void> {}
}

same<InputOf<Order>, { id: string }>(true);
same<ResultOf<Order>, string>(true);
same<InputOf<Bare>, void>(true);
same<ResultOf<Bare>, void>(true);
same<SignalsOf<Order>, { readonly approval: { approved: boolean }; readonly nudge: void }>(true);
same<StatusesOf<Order>, { readonly stage: 'new' | 'paid'; readonly count: number | undefined }>(true);

export async function waits(order: Order): Promise<void> {
  const received = await order.approval.receive({ timeout: '2d' });
  same<typeof received, { approved: boolean }>(true);
  const polled = await order.approval.poll();
  same<typeof polled, { approved: boolean } | undefined>(true);
  order.stage.set('paid');
  // @ts-expect-error no such stage
  order.stage.set('lost');
}

class Printer {
  async run(text: string): Promise<{ pages: number }> {
    return { pages: text.length };
  }
}

class Clock {
  async run(): Promise<Date> {
    return new Date();
  }
}

class Greeter {
  constructor(readonly word: string) {}
  async run(name?: string): Promise<string> {
    return `${this.word} ${name}`;
  }
}

abstract class Unfinished {
  abstract run(): Promise<void>;
}

export async function children(reference: ChildReference<number>): Promise<void> {
  same<Awaited<ReturnType<typeof child<Printer>>>, { pages: number }>(true);
  const printed = await child(Printer, 'text', { id: 'p', onParentClose: 'abandon', startAt: new Date() });
  same<typeof printed, { pages: number }>(true);
  const time = await child(Clock);
  same<typeof time, Date>(true);
  await child(Clock, undefined, { queue: 'clocks' });
  await child(Greeter);
  await child(Greeter, 'ann');
  const started = await child.start(Printer, 'text');
  same<typeof started, ChildReference<{ pages: number }>>(true);
  const result = await child.result(started);
  same<typeof result, { pages: number }>(true);
  same<Awaited<ReturnType<typeof child.result<number>>>, number>(true);
  same<typeof reference.instanceId, string>(true);
  const all = await join([1, 2].map((each) => child(Printer, String(each))));
  same<typeof all, { pages: number }[]>(true);
  // @ts-expect-error -- its input is a text
  await child(Printer, 7);
  // @ts-expect-error -- it has an input
  await child(Printer);
  // @ts-expect-error -- an abstract class cannot be made
  await child(Unfinished);
  // @ts-expect-error -- no such option
  await child(Clock, undefined, { onParentClose: 'stop' });
}
