/** What the editor accepts and refuses. The same text is checked for both forms of decorators. */
import { branch, flow, fork, formerly, join, loop, signal, sleep, status, task, workflow } from '@waystone/core';

interface Receipt {
  readonly id: string;
  readonly at: Date;
  readonly lines: readonly { readonly price: number }[];
}

@workflow({ name: 'order', history: { last: 100 }, queue: 'payments', priority: 2 })
export class OrderWorkflow {
  readonly approval = signal<boolean>();
  readonly stage = status<'new' | 'done'>('new');

  @task({ timeout: '10s', retry: { attempts: Infinity, backoff: 1, jitter: 'none', nonRetryable: [TypeError] } })
  async charge(_amount: number): Promise<Receipt> {
    return { id: '1', at: new Date(), lines: [] };
  }

  @task({ tags: ['gpu'] }) async nothing(): Promise<void> {}
  @task() async anything(): Promise<unknown> {
    return 1;
  }
  // oxlint-disable-next-line typescript/no-explicit-any -- run time decides
  @task() async whatever(): Promise<any> {
    return 1;
  }
  @task() async maybe(): Promise<Receipt | undefined> {
    return undefined;
  }
  @task() async collections(): Promise<Map<string, Set<Date>>> {
    return new Map();
  }
  @task() async binary(): Promise<{ body: Buffer; url: URL; error: Error; big: bigint; pattern: RegExp }> {
    return { body: Buffer.alloc(0), url: new URL('a:b'), error: new Error(), big: 1n, pattern: /a/ };
  }

  @fork()
  async prepare() {
    return join({ receipt: this.charge(1), nothing: this.nothing() });
  }

  @branch()
  async decide(): Promise<boolean> {
    return this.approval.receive({ timeout: '48h' });
  }

  @loop({ maxIterations: 5, onMax: 'exit' })
  async repeat(): Promise<void> {
    while (!(await this.decide())) await sleep('1h');
  }

  @flow() async named(): Promise<void> {
    await this.repeat();
  }

  async run(order: { readonly id: string }): Promise<string> {
    await this.named();
    return order.id;
  }
}

@workflow()
export class NoInputWorkflow {
  async run(): Promise<void> {}
}

// @ts-expect-error a workflow has a method run
@workflow()
export class NoRun {
  async begin(): Promise<void> {}
}

// @ts-expect-error run has at most one parameter
@workflow()
export class TwoParameters {
  async run(_a: string, _b: string): Promise<void> {}
}

// @ts-expect-error run is async
@workflow()
export class NotAsync {
  run(): number {
    return 1;
  }
}

export class Misuse {
  // @ts-expect-error a getter is no task
  @task()
  get receipt(): number {
    return 1;
  }

  // @ts-expect-error a field is no task
  @task()
  field = 1;

  // @ts-expect-error a task is async
  @task()
  direct(): number {
    return 1;
  }

  // @ts-expect-error a fork is async
  @fork()
  directFork(): number {
    return 1;
  }

  // @ts-expect-error a generator is no flow
  @flow()
  async *generate(): AsyncGenerator<number> {}

  // @ts-expect-error a function cannot be stored
  @task()
  async functionResult(): Promise<() => void> {
    return () => {};
  }

  // @ts-expect-error a symbol cannot be stored
  @task()
  async symbolResult(): Promise<symbol> {
    return Symbol('s');
  }

  // @ts-expect-error a promise inside cannot be stored
  @task()
  async promiseResult(): Promise<{ later: Promise<number> }> {
    return { later: Promise.resolve(1) };
  }

  // @ts-expect-error a method inside cannot be stored
  @task()
  async methodResult(): Promise<{ send(): void }> {
    return { send() {} };
  }

  // @ts-expect-error functions in a list cannot be stored
  @task()
  async listResult(): Promise<(() => void)[]> {
    return [];
  }

  // @ts-expect-error a weak collection cannot be stored
  @task()
  async weakResult(): Promise<WeakMap<object, number>> {
    return new WeakMap();
  }

  // @ts-expect-error a loop needs its bound
  @loop({})
  async unbounded(): Promise<void> {}

  // @ts-expect-error a duration has a unit
  @task({ timeout: '10 parsecs' })
  async odd(): Promise<void> {}
}

class Money {
  constructor(readonly cents: number) {}

  format(): string {
    return String(this.cents);
  }
}

class Weight {
  constructor(readonly grams: number) {}

  format(): string {
    return String(this.grams);
  }
}

declare module '@waystone/core' {
  interface StoredClasses {
    moneyOfTypes: Money;
  }
}

export class WithCodecs {
  @task()
  async price(): Promise<Money> {
    return new Money(1);
  }

  @task()
  async prices(): Promise<{ readonly total: Money; readonly all: readonly Money[] }> {
    return { total: new Money(1), all: [] };
  }

  // @ts-expect-error a class that is not said to have a codec
  @task()
  async weight(): Promise<Weight> {
    return new Weight(1);
  }
}

// @ts-expect-error -- priorities go from 1 to 5
workflow({ priority: 6 });
// @ts-expect-error -- a queue has a name
workflow({ queue: 1 });
// @ts-expect-error -- tags are a list
task({ tags: 'gpu' });

@formerly('purchase')
@workflow()
export class Renamed {
  @formerly('approval') readonly consent = signal<boolean>();
  @formerly('stage') protected readonly phase = status('new');
  @formerly('total') get sum(): number {
    return 1;
  }
  @formerly('pay') @task() async charge(): Promise<void> {}
  @task() @formerly('send') async ship(): Promise<void> {}
  @formerly('isLarge') private isBig(): boolean {
    return true;
  }
  async run(): Promise<boolean> {
    return this.isBig();
  }
}

export class RenamedWrongly {
  // @ts-expect-error -- a name is a text
  @formerly(1) async charge(): Promise<void> {}
  // @ts-expect-error -- it has to say the name
  @formerly async ship(): Promise<void> {}
}
