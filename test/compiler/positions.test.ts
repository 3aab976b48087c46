/** Every place for an expression with every expression that waits: does compiled what it does plainly, or is refused. */
import { formatDiagnostics } from '@waystone/codegen';
import { afterAll, describe, expect, test } from 'vitest';
import { expressions, statements } from './positions/table.js';
import { RandomProject } from './random-programs/compiler.js';
import { expectPlainRun } from './support/expect-plain-run.js';
import { runByAdvance } from './support/run-by-advance.js';

const inputs = [1, 2];

/** A workflow with a flow for every expression at one place. */
function programOf(statement: string, index: number): string {
  const flows = expressions.map(
    (expression, at) => `@flow() async e${at}(n: number): Promise<unknown> {
  const box: Box & { maybe?: number } = { n: 2, s: 's', list: [5, 6] };
  const none = n > 1 ? undefined : box;
  ${statement.replaceAll('@', () => `(${expression})`)}
}`,
  );
  const calls = expressions.map((_, at) => `case ${at}: return this.e${at}(n);`);
  return `import { flow, join, sleep, status, task, workflow } from '@waystone/core';
import { Boom, Pair, tag, type Box } from './library.js';

@workflow()
export class Position${index} {
  readonly stage = status<number>(0);
  @task() async next(n: number): Promise<number> { return n + 1; }
  @task() async twice(n: number): Promise<number> { return n * 2; }
  @task() async boxed(n: number): Promise<Box> { return { n, s: 'b', list: [n] }; }
  @task() async perhaps(n: number): Promise<Box | undefined> { return n > 1 ? undefined : { n, s: 'b', list: [n] }; }
  @flow() async flow(one: number, other: number, third: number): Promise<number> { one += await this.next(other); return one * third; }
${flows.join('\n')}
  async run([at, n]: [number, number]): Promise<unknown> {
    switch (at) { ${calls.join('\n')} }
    return 'none';
  }
}
`;
}

const project = new RandomProject();
afterAll(() => project.remove());

describe.each(project.compile(statements.map(programOf)).map((compiled, index) => [statements[index] ?? '', compiled] as const))(
  '%s',
  (_statement, compiled) => {
    test('is accepted', () => {
      expect('refusedFor' in compiled ? formatDiagnostics(compiled.refusedFor) : '').toBe('');
    });

    if ('refusedFor' in compiled) return;
    const accepted = compiled.load();
    test.each(expressions.flatMap((expression, at) => inputs.map((n) => [expression, n, at] as const)))(
      '%s of %i',
      async (_expression, n, at) => {
        const each = { name: `${at} ${n}`, input: [at, n] };
        await expectPlainRun(await runByAdvance(accepted, each), accepted, each);
      },
    );
  },
);
