/** What a build makes of `@formerly`: the graph of before, and the new names in everything that authors and people read. */
import { print, type Graph } from '@waystone/core/graph';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SampleProject } from './support/sample-project.js';

const before = `import { branch, child, flow, formerly, signal, task, workflow } from '@waystone/core';

@workflow()
export class RefundWorkflow {
  @task() async pay(cents: number): Promise<number> {
    return cents;
  }

  async run(cents: number) {
    return await this.pay(cents);
  }
}

@workflow()
export class OrderWorkflow {
  readonly approval = signal<boolean>();

  @branch()
  async decide(cents: number) {
    if (cents > 100) return this.approval.receive({ timeout: '1h' });
    return true;
  }

  async run(cents: number) {
    if (await this.decide(cents)) return 0;
    return await child(RefundWorkflow, cents);
  }
}
`;

const after = before
  .replace('@workflow()\nexport class RefundWorkflow', "@formerly('refund')\n@workflow()\nexport class RepaymentWorkflow")
  .replace('child(RefundWorkflow', 'child(RepaymentWorkflow')
  .replace('@task() async pay(', "@formerly('pay') @task() async transfer(")
  .replace('this.pay(', 'this.transfer(')
  .replace('readonly approval', "@formerly('approval') readonly consent")
  .replace('this.approval', 'this.consent')
  .replace('@branch()\n  async decide', "@branch()\n  @formerly('decide')\n  async judge")
  .replace('this.decide', 'this.judge');

let project: SampleProject;
beforeEach(() => void (project = new SampleProject()));
afterEach(() => project.remove());

function graphsOf(text: string): readonly Graph[] {
  const { ok, graphs } = project.build(text);
  expect(ok).toBe(true);
  return graphs;
}

test('the graphs are those of before, but for the new names outside the hash', () => {
  const graphs = graphsOf(before);
  const renamed = graphsOf(after);
  expect(renamed).toEqual([
    { ...graphs[0], renamed: { pay: 'transfer' } },
    { ...graphs[1], renamed: { approval: 'consent', decide: 'judge' } },
  ]);
});

test('the index and the clients have the new names, files and children the earlier ones', () => {
  graphsOf(after);
  const index = project.read('src/generated/index.ts');
  expect(index).toContain('repayment: (instance: RepaymentWorkflow): BoundWorkflow');
  expect(index).toContain('readonly repayment: WorkflowClient<RepaymentWorkflow>;');
  expect(index).toContain("from './refund.graph.js'");
  expect(project.read('src/generated/order.code.ts')).toContain(
    "refund: { graph: refundChildGraph, load: () => import('./refund.code.js') }",
  );
});

test('drawings show the path, and the new name beside it', () => {
  const [refund, order] = graphsOf(after).map((graph) => print(graph));
  expect(refund).toContain('task    run/pay (transfer)');
  expect(order).toContain('receive consent');
  expect(order).toContain('judge');
});

test('a constant may hold the earlier name, and a base class may rename for all that extend it', () => {
  const base = (member: string): string => `import { flow, formerly, task, workflow } from '@waystone/core';

const earlier = 'charge';

abstract class Base {
  ${member}
  async run(cents: number) {
    return await this.${member.includes('pay(') ? 'pay' : 'charge'}(cents);
  }
}

@workflow()
export class Order extends Base {
  @flow() override async ${member.includes('pay(') ? 'pay' : 'charge'}(cents: number): Promise<number> {
    return 2 * (await super.${member.includes('pay(') ? 'pay' : 'charge'}(cents));
  }
  @task() async times(cents: number): Promise<number> {
    return cents;
  }
}
`;
  const member = (name: string): string => `@flow() async ${name}(cents: number): Promise<number> {
    return await this.times(cents);
  }
  abstract times(cents: number): Promise<number>;`;
  const [graph] = graphsOf(base(member('charge')));
  const [renamed] = graphsOf(base(`@formerly(earlier) ${member('pay')}`));
  expect(renamed?.hash).toBe(graph?.hash);
  expect(renamed?.renamed).toEqual({ charge: 'pay' });
});
