/** `npm start`: builds the packages and the order example, then runs the example's demo. Arguments go to the demo. */
import { spawnSync } from 'node:child_process';
import { runStages, type Stage } from './stages.ts';

const stages: readonly Stage[] = [
  { name: 'build', about: 'the packages', command: ['tsc', '-b'] },
  { name: 'example', about: 'compile examples/order', command: ['npm', 'run', 'build', '--silent', '-w', 'examples/order'] },
];

await runStages(stages);
const demo = spawnSync(process.execPath, ['examples/order/dist/demo.js', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(demo.status ?? 1);
