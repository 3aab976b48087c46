/** `npm run verify`: everything that must be true before a change is merged. `--only build,check` runs those groups alone. */
import { readdirSync } from 'node:fs';
import { parseArgs, styleText } from 'node:util';
import { runStages, seconds, type Stage, startedAt } from './stages.ts';

const exampleNames = readdirSync('examples', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

function script(name: string, workspace?: string): Stage['command'] {
  const where = workspace === undefined ? [] : ['-w', workspace];
  return ['npm', 'run', '--silent', name, ...where];
}

const groups: Readonly<Record<string, readonly Stage[]>> = {
  build: [
    { name: 'build', about: 'the packages', command: script('build') },
    { name: 'fixtures', about: 'compile the workflows of the tests', command: ['node', 'scripts/fixtures.ts'] },
    ...exampleNames.map((name) => ({ name: 'example', about: `compile ${name}`, command: script('build', `examples/${name}`) })),
  ],
  check: [
    { name: 'types', about: 'of tests and scripts', command: script('types') },
    { name: 'format', about: 'prettier', command: script('format:check') },
    { name: 'lint', about: 'oxlint, type-aware', command: script('lint') },
    { name: 'arrows', about: 'direction of imports, cycles', command: script('arrows') },
    { name: 'dead code', about: 'unused files, exports, dependencies', command: script('dead-code') },
  ],
  test: [
    {
      name: 'test',
      about: 'language, compiler, interpreter, store, worker',
      command: ['vitest', 'run', '--project', 'source'],
      live: true,
    },
    {
      name: 'postgres',
      about: 'the store and what stands on it, on a real PostgreSQL',
      command: ['vitest', 'run', '--project', 'postgres'],
      live: true,
    },
    {
      name: 'built',
      about: 'packed packages, command line, examples, guide',
      command: ['vitest', 'run', '--project', 'built'],
      live: true,
    },
    {
      name: 'chaos',
      about: 'real processes and a real server, killed in the middle',
      command: ['node', 'test/chaos/main.ts', '--minutes', '0', '--faults', '14'],
      live: true,
    },
  ],
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = values.only?.split(',') ?? Object.keys(groups);
const stages = chosen.flatMap((name) => groups[name] ?? []);

await runStages(stages);
console.log(`\n${styleText('green', 'Verified.')} ${stages.length} stages passed in ${seconds(Date.now() - startedAt)}.`);
