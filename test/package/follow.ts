/** Does what a guide says, step by step, and compares what its commands print. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { GuideStep } from './guide.js';
import { run } from './run.js';

/** Does one step in a folder. `adapted` gives the script that is run for one that the guide shows. */
export async function follow(step: GuideStep, folder: string, adapted = (script: string): string => script): Promise<void> {
  if (step.kind === 'file') {
    const path = join(folder, step.path);
    await mkdir(dirname(path), { recursive: true });
    return writeFile(path, step.content);
  }
  const output = await run('sh', ['-e', '-c', adapted(step.script)], folder);
  if (step.prints) expectPrinted(output, step.prints);
}

function expectPrinted(output: string, lines: readonly string[]): void {
  const shown = lines.filter((line) => line !== '…');
  if (shown.length === lines.length) expect(output.trimEnd().split('\n')).toEqual(shown);
  else for (const line of shown) expect(output).toContain(line);
}
