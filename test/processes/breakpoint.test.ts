/** A breakpoint that is set in the author's file is hit while the engine runs what was compiled from it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { debug, waitForDebugger, type Pause } from './support/debugger.js';
import { buildProject, copyProject, program, removeProject } from './support/project.js';

let project: string;

beforeAll(async () => {
  project = await copyProject('failing');
  await buildProject(project);
});
afterAll(() => removeProject(project));

const tsx = createRequire(import.meta.url).resolve('tsx');

const runners: readonly (readonly [string, readonly [string, ...string[]]])[] = [
  ['tsc', [process.execPath, waitForDebugger, 'dist/main.js', 'found.json']],
  ['tsx', [process.execPath, waitForDebugger, '--import', tsx, 'src/main.ts', 'found.json']],
  ['Vitest', [program('vitest'), 'run', waitForDebugger, '--no-file-parallelism']],
];

function file(): string {
  return join(project, 'src/order.workflow.ts');
}

function lineOf(text: string): number {
  const lines = readFileSync(file(), 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

const stops = {
  wait: 'const receipt = await this.charge(where);',
  code: 'throw new OrderRefused(`no receipt',
  'call of a flow': 'return await this.ship(where);',
  'inlined flow': "throw new OrderRefused('no parcel')",
  'catch clause': "throw new OrderRefused('wrapped'",
  task: "throw new OrderRefused('declined')",
} as const;

describe.each(runners)('%s', (name, script) => {
  let pauses: readonly Pause[];
  beforeAll(async () => {
    const lines = Object.values(stops).map((text) => ({ file: file(), line: lineOf(text) }));
    pauses = await debug(script, project, lines);
  });

  test.each(Object.entries(stops))('%s', (what, set) => {
    // Vite's maps are coarser: it stops at the first line of the flow, which is the same place of the program.
    const text = name === 'Vitest' && what === 'call of a flow' ? 'const parcel = await this.charge(where);' : set;
    const hits = pauses.filter(({ line }) => line === lineOf(text));
    expect(hits).not.toEqual([]);
    for (const hit of hits) expect(hit).toMatchObject({ file: file(), line: lineOf(text) });
  });

  test('what is live shows in the frame', () => {
    const hit = pauses.find(({ line }) => line === lineOf(stops.code));
    expect(hit?.variables).toEqual(expect.arrayContaining(['frame', 'receipt']));
  });
});
