/** `npm run bench`: installs the peers of the comparison if they are not there, and measures Waystone beside them. Arguments go to the measurement. */
import { choices, help } from '../test/bench/src/choices.ts';
import { measure } from './measuring.ts';

await measure({
  folder: 'test/bench',
  program: 'dist/bench/src/main.js',
  help,
  choices,
  before: [{ name: 'install', about: 'the peers', command: ['node', 'scripts/install.ts', 'test/bench'] }],
  // What peers warn of is theirs.
  env: { NODE_ENV: 'production', NODE_NO_WARNINGS: '1' },
});
