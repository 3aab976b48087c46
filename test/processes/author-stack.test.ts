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
  await run(program('tsc'), ['--sourceMap', 'false', '--inlineSources', 'false', '--outDir', 'mapless'], project);
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
function lineOf(mark: string, name = 'order.workflow.ts'): string {
  const file = join(project, 'src', name);
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((text) => text.endsWith(`// line of: ${mark}`));
  return `${file}:${line + 1}`;
}

function frames(stack: string | undefined): readonly string[] {
  return (stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
}

describe.each(runners)('%s', (name, start) => {
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

  test('a failure in an inlined flow keeps its place as the cause of another, and names the flows that called it', () => {
    expect(frames(found['inlined flow']?.stack)).toEqual([expect.stringContaining(`at OrderWorkflow.run (${lineOf('wrapping')}`)]);
    expect(frames(found['inlined flow']?.causeStack)).toEqual([
      expect.stringContaining(`at OrderWorkflow.ship (${lineOf('inlined flow')}`),
      expect.stringContaining(`at OrderWorkflow.run (${lineOf('first call')}`),
    ]);
  });

  test('a failure in a flow that is called twice names its callers where the call can be told', () => {
    const [pack, ...callers] = frames(found['second pack']?.causeStack);
    expect(pack).toContain(`at OrderWorkflow.pack (${lineOf('pack')}`);
    // tsx traces stacks itself, and keeps nothing of which call it was.
    const told = [`at OrderWorkflow.ship (${lineOf('second call')}`, `at OrderWorkflow.run (${lineOf('first call')}`];
    expect(callers).toEqual(name === 'tsx' ? [] : told.map((each) => expect.stringContaining(each) as string));
  });

  test('a failure in a function that a flow calls', () => {
    const all = frames(found['callback']?.stack);
    expect(all[0]).toContain(`at refuse (${lineOf('function')}`);
    expect(all.at(-1)).toContain(`at OrderWorkflow.run (${lineOf('callback')}`);
  });

  test('failures in a loop, in a lane and in what was inherited from another file name their callers', () => {
    const inDeep = (mark: string): string => lineOf(mark, 'deep.workflow.ts');
    const fork = [`at DeepWorkflow.both (${inDeep('lane of a branch')}`, `at DeepWorkflow.run (${inDeep('call of the fork')}`];
    const expected = {
      loop: [`at DeepWorkflow.turns (${inDeep('loop')}`, `at DeepWorkflow.run (${inDeep('call of the loop')}`],
      lane: [`at DeepWorkflow.both (${inDeep('lane')}`, `at DeepWorkflow.run (${inDeep('call of the fork')}`],
      'inherited branch': [`at DeepWorkflow.decide (${lineOf('inherited branch', 'base.ts')}`, ...fork],
    };
    for (const [place, calls] of Object.entries(expected))
      expect(frames(found[place]?.stack)).toEqual(calls.map((each) => expect.stringContaining(each) as string));
  });

  test('no frame is of the engine or of generated code', () => {
    const all = Object.values(found).flatMap(({ stack, causeStack, historyStack }) => [stack, causeStack, historyStack].flatMap(frames));
    expect(all.length).toBeGreaterThan(0);
    for (const frame of all.filter((each) => !each.includes('<anonymous>)'))) {
      expect(frame).toMatch(/[\\/]src[\\/](?:\w+\.workflow|base)\.ts:\d/);
      expect(frame).not.toMatch(/run\/|generated/);
    }
  });
});
