/**
 * The stacks of failures, read back from the database, name the author's file, line and method, whatever compiled it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../package/run.js';
import { buildProject, copyProject, program, removeProject } from './support/project.js';

interface Failure {
  readonly stack?: string;
  readonly causeStack?: string;
  readonly historyStack?: string;
}

let project: string;

beforeAll(async () => {
  project = await copyProject('failing');
  await buildProject(project);
});
afterAll(() => removeProject(project));

const runners: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['tsc', () => run(process.execPath, ['--enable-source-maps', 'dist/main.js', 'found.json'], project)],
  ['tsc, with no source maps in Node', () => run(process.execPath, ['dist/main.js', 'found.json'], project)],
  ['tsx', () => run(program('tsx'), ['src/main.ts', 'found.json'], project)],
  ['vitest', () => run(program('vitest'), ['run'], project)],
];

test('the map of a generated module is not read for what a compiler without maps has made of it', async () => {
  await run(program('tsc'), ['--sourceMap', 'false', '--outDir', 'mapless'], project);
  await run(process.execPath, ['mapless/main.js', 'found.json'], project);
  const { flow } = JSON.parse(readFileSync(join(project, 'found.json'), 'utf8')) as Readonly<Record<string, Failure>>;
  const generated = join(project, 'mapless/generated/order.code.js');
  const line = lineIn(generated, 'throw new OrderRefused(`no receipt');
  expect(frames(flow?.stack)).toEqual([expect.stringContaining(`at OrderWorkflow.run (${generated}:${line}:`)]);
});

function lineIn(file: string, text: string): number {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

/** Where the author's source throws. */
function lineOf(mark: string): string {
  const file = join(project, 'src/order.workflow.ts');
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((text) => text.endsWith(`// line of: ${mark}`));
  return `${file}:${line + 1}`;
}

function frames(stack: string | undefined): readonly string[] {
  return (stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
}

describe.each(runners)('%s', (_name, start) => {
  let found: Readonly<Record<string, Failure>>;
  beforeAll(async () => {
    await start();
    found = JSON.parse(readFileSync(join(project, 'found.json'), 'utf8')) as typeof found;
  });

  test('a failure between waits names the line and the method', () => {
    expect(frames(found['flow']?.stack)[0]).toMatch(/^    at OrderWorkflow\.run \(/);
    expect(frames(found['flow']?.stack)[0]).toContain(lineOf('flow'));
  });

  test('a failure in a task does so in the result and in the history', () => {
    for (const stack of [found['task']?.historyStack, found['task']?.stack]) {
      expect(frames(stack)[0]).toMatch(/^    at OrderWorkflow\.decline \(/);
      expect(frames(stack)[0]).toContain(lineOf('task'));
      expect(frames(stack)[1]).toMatch(/^    at OrderWorkflow\.charge \(/);
    }
  });

  test('a failure in an inlined flow keeps its place as the cause of another', () => {
    expect(frames(found['inlined flow']?.stack)[0]).toContain(`at OrderWorkflow.run (${lineOf('wrapping')}`);
    expect(frames(found['inlined flow']?.causeStack)[0]).toContain(`at OrderWorkflow.ship (${lineOf('inlined flow')}`);
  });

  test('no frame is of the engine or of generated code', () => {
    const all = Object.values(found).flatMap(({ stack, causeStack, historyStack }) => [stack, causeStack, historyStack].flatMap(frames));
    expect(all.length).toBeGreaterThan(0);
    for (const frame of all) {
      expect(frame).toContain(join(project, 'src', 'order.workflow.ts'));
      expect(frame).toContain('OrderWorkflow.');
    }
  });
});
