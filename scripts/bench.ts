/**
 * `npm run bench`: installs the peers of the comparison if they are not there, builds what is measured, starts a PostgreSQL unless
 * DATABASE_URL names one, and measures. Arguments go to the measurement.
 */
import { spawnSync } from 'node:child_process';
import { startServer } from '../test/support/postgres/start-server.ts';
import { runStages, type Stage } from './stages.ts';

const stages: readonly Stage[] = [
  { name: 'install', about: 'the peers', command: ['node', 'scripts/install.ts', 'test/bench'] },
  { name: 'build', about: 'the packages', command: ['tsc', '-b'] },
  { name: 'compile', about: 'the workflows', command: ['node', 'scripts/fixtures.ts'] },
  { name: 'compile', about: 'the measurement', command: ['tsc', '-p', 'test/bench'] },
];

await runStages(stages);
const given = process.env['DATABASE_URL'];
const server = given === undefined ? await startServer({ durable: true }) : { url: given, stop: () => Promise.resolve() };
const { status } = spawnSync(process.execPath, ['test/bench/dist/bench/src/main.js', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, DATABASE_URL: server.url, NODE_ENV: 'production' },
});
await server.stop();
process.exit(status ?? 1);
