/**
 * `npm run random -- --minutes 5 --seed 8127`: searches random programs for ones that the compiler gets wrong. Without a
 * seed it draws others every time, and says from which seed.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string' } } });
const seed = values.seed ?? String(Math.floor(Math.random() * 1_000_000));
const environment = { ...process.env, WAYSTONE_RANDOM_MINUTES: values.minutes, WAYSTONE_RANDOM_SEED: seed };
const { status } = spawnSync('vitest', ['run', '--project', 'source', 'test/compiler/random-programs.test.ts'], {
  stdio: 'inherit',
  env: environment,
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
