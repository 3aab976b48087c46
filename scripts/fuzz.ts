/** `npm run fuzz -- --minutes 5 --seed 8127`: builds the packages, then opens damaged and forged bytes. Arguments go to the search. */
import { spawnSync } from 'node:child_process';
import { runStages } from './stages.ts';

const args = process.argv.slice(2);
if (!args.includes('--help')) await runStages([{ name: 'build', about: 'the packages', command: ['tsc', '-b'] }]);
const { status } = spawnSync(process.execPath, ['test/format/fuzz/main.ts', ...args], { stdio: 'inherit' });
process.exit(status ?? 1);
