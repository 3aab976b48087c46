/**
 * Measures builds of a project of many workflow files: `npm run measure:build -- --help`.
 *
 * Always: what is compared takes turns within each round, so that a machine that is busy for a while tells against nobody in
 * particular; only ratios say much. Nothing is asserted: times are the machine's.
 */
import { appendFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { figure, median, summarize, type Figure } from '../figures.js';
import { textTable } from '../table.js';
import { timeLongWorkflow } from './long-workflow.js';
import { buildOnce, checkWithTypeScript, watchProject } from './processes.js';
import { makeSampleProject, type SampleProject } from './sample-project.js';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    edits: { type: 'string', default: '10' },
  },
});

/** Changes what a workflow file does, differently every time. */
function edit({ root, workflowFiles }: SampleProject, turn: number): void {
  const file = workflowFiles[turn % workflowFiles.length] ?? '';
  appendFileSync(join(root, file), `// ${turn}\n`);
}

function buildCold(project: SampleProject): number {
  for (const folder of ['src/generated', '.cache']) rmSync(join(project.root, folder), { recursive: true, force: true });
  return buildOnce(project);
}

async function timeEdits(project: SampleProject, round: number): Promise<readonly number[]> {
  const watch = await watchProject(project);
  const times: number[] = [];
  for (let turn = 0; turn < Number(values.edits); turn++) {
    times.push(await watch.timeChange(() => edit(project, round * Number(values.edits) + turn)));
  }
  await watch.stop();
  return times;
}

async function measureRound(project: SampleProject, round: number): Promise<readonly Figure[]> {
  const typescript = checkWithTypeScript(project);
  const cold = buildCold(project);
  const unchanged = [1, 2, 3].map(() => buildOnce(project));
  edit(project, 100 + round);
  const edited = buildOnce(project);
  const watched = await timeEdits(project, round);
  const short = median([1, 2, 3].map(() => timeLongWorkflow(project.root, 500)));
  const long = timeLongWorkflow(project.root, 5_000);
  return [
    figure('tsc --noEmit of TypeScript 6', 'ms', typescript),
    figure('build of everything', 'ms', cold),
    figure('build of everything, in checks by tsc', 'ratio', cold / typescript, '≤ 1.3'),
    figure('build with nothing changed', 'ms', unchanged, '< 1,000'),
    figure('build after one edit', 'ms', edited),
    figure('edit to files written, watching', 'ms', watched, '< 300'),
    figure('a workflow of 500 lines', 'ms', short),
    figure('a workflow of 5,000 lines, in those of 500', 'ratio', long / short, '≤ 10'),
  ];
}

async function measureAll(): Promise<void> {
  const project = makeSampleProject(Number(values.files));
  try {
    checkWithTypeScript(project);
    buildOnce(project);
    const rounds: (readonly Figure[])[] = [];
    for (let round = 1; round <= Number(values.rounds); round++) {
      console.error(`round ${round} of ${values.rounds} …`);
      rounds.push(await measureRound(project, round));
    }
    console.log(
      `${project.workflowFiles.length} workflow files, ${project.lines} lines; Node ${process.versions.node}, ${cpus().length} cores\n`,
    );
    console.log(textTable((rounds[0] ?? []).map((_, index) => summarize(rounds.flatMap((figures) => figures[index] ?? [])))));
  } finally {
    project.remove();
  }
}

await measureAll();
