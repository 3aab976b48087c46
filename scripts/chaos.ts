/** `npm run chaos -- --minutes 10 --seed 8127`: builds what the crash tests run, then runs them. Arguments go to them. */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { runStages, type Stage } from './stages.ts';

const args = process.argv.slice(2);
const examples = readdirSync('examples', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

const stages: readonly Stage[] = [
  { name: 'build', about: 'the packages', command: ['tsc', '-b'] },
  ...examples.map((name): Stage => ({
    name: 'example',
    about: `compile ${name}`,
    command: ['npm', 'run', 'build', '--silent', '-w', `examples/${name}`],
  })),
];

if (!args.includes('--help')) await runStages(stages);
const child = spawn(process.execPath, ['test/chaos/main.ts', ...args], { stdio: 'inherit' });
// An interrupt reaches both; this one waits until everything is cleaned up.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
