/** `npm run measure:build`: builds the packages and measures how long they build workflows. Arguments go to the measurement. */
import { spawnSync } from 'node:child_process';
import { runStages, type Stage } from './stages.ts';

const stages: readonly Stage[] = [
  { name: 'build', about: 'the packages', command: ['tsc', '-b'] },
  { name: 'compile', about: 'the workflows', command: ['node', 'scripts/fixtures.ts'] },
  { name: 'compile', about: 'the measurement', command: ['tsc', '-p', 'test/measure'] },
];

await runStages(stages);
const { status } = spawnSync(process.execPath, ['test/measure/dist/build/main.js', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status ?? 1);
