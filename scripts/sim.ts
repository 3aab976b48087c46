/** `npm run sim -- --minutes 5 --seed 8127`: builds the packages, then simulates. Arguments go to the simulator. */
import { spawnSync } from 'node:child_process';
import { runStages } from './stages.ts';

const args = process.argv.slice(2);
if (!args.includes('--help')) await runStages([{ name: 'build', about: 'the packages', command: ['tsc', '-b'] }]);
const { status } = spawnSync(process.execPath, ['test/simulation/main.ts', ...args], { stdio: 'inherit' });
process.exit(status ?? 1);
