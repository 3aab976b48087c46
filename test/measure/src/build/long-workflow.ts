/** Workflows of any length, to see whether the time of a build grows with it and no faster. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, formatDiagnostics } from '@waystone/codegen';

const linesOfPart = 22;

/** How long a build of one workflow of so many lines takes, TypeScript loaded and its libraries read. Milliseconds. */
export function timeLongWorkflow(root: string, lines: number): number {
  mkdirSync(join(root, 'long'), { recursive: true });
  writeFileSync(join(root, 'long/long.workflow.ts'), longWorkflow(Math.ceil(lines / linesOfPart)));
  const { ok, diagnostics, durationMs } = build({ root, include: ['long/*.workflow.ts'], outDir: 'long/generated' });
  if (!ok) throw new Error(formatDiagnostics(diagnostics));
  return durationMs;
}

function longWorkflow(parts: number): string {
  const flows = Array.from({ length: parts }, (_, part) => partOf(part)).join('\n');
  const calls = Array.from({ length: parts }, (_, part) => `    sum = await this.part${part}(sum);`).join('\n');
  return `import { flow, task, workflow } from '@waystone/core';

@workflow()
export class LongWorkflow {
  @task() async step(n: number): Promise<number> {
    return n + 1;
  }

  async run(input: number): Promise<number> {
    let sum = input;
${calls}
    return sum;
  }
${flows}
}
`;
}

function partOf(part: number): string {
  return `
  @flow() async part${part}(input: number): Promise<number> {
    let sum = input;
    try {
      const first = await this.step(sum);
      for (let i = 0; i < first; i++) {
        if (i % 2 === 0) continue;
        sum += await this.step(i);
      }
      try {
        sum = (await this.step(sum)) + (sum > ${part} ? await this.step(${part}) : 0);
      } finally {
        sum = await this.step(sum);
      }
    } catch (error) {
      sum -= 1;
      if (sum < 0) throw error;
      sum += await this.step(sum);
    }
    return sum;
  }`;
}
