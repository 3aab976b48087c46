/** `npm run verify`: everything that must be true before a change is merged; `--help` says how to run parts of it. */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs, styleText } from 'node:util';
import { runStages, seconds, type Stage, startedAt } from './stages.ts';

const exampleNames = readdirSync('examples', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

function script(name: string, workspace?: string): Stage['command'] {
  const where = workspace === undefined ? [] : ['-w', workspace];
  return ['npm', 'run', '--silent', name, ...where];
}

/**
 * Tests wait for servers and for processes of their own, so there are more workers than cores. Beyond eight it is the longest file that
 * counts, and memory that runs short.
 */
function tests(project: string): Stage['command'] {
  const workers = Math.min(availableParallelism() + 1, 8);
  return ['vitest', 'run', '--project', project, '--maxWorkers', `${workers}`];
}

const groups: Readonly<Record<string, readonly Stage[]>> = {
  build: [
    { name: 'build', about: 'the packages', command: script('build') },
    {
      name: 'toolchains',
      about: 'install the bundlers and frameworks of the guides',
      command: ['node', 'scripts/install.ts', 'test/toolchains'],
    },
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
      name: 'source',
      about: 'language, compiler, interpreter, store, worker',
      command: tests('source'),
      live: true,
    },
    {
      name: 'postgres',
      about: 'the store and what stands on it, on a real PostgreSQL',
      command: tests('postgres'),
      live: true,
    },
    {
      name: 'built',
      about: 'packed packages, command line, examples, guides, bundlers',
      command: tests('built'),
      live: true,
    },
    {
      name: 'random',
      about: 'random programs, crashed at every commit, compared with their plain runs',
      command: ['node', 'test/compiler/random-programs/main.ts', '--minutes', '0.5'],
      live: true,
    },
    {
      name: 'simulation',
      about: 'the whole engine on virtual processes, under faults that repeat',
      command: ['node', 'test/simulation/main.ts', '--minutes', '0.5'],
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

const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
if (values.help) {
  console.log(help());
  process.exit();
}

const stages = values.only === undefined ? Object.values(groups).flat() : values.only.split(',').flatMap(stagesCalled);
await runStages(stages);
console.log(`\n${styleText('green', 'Verified.')} ${stages.length} stages passed in ${seconds(Date.now() - startedAt)}.`);

function help(): string {
  const rows = Object.entries(groups).map(
    ([group, members]) => `  ${group.padEnd(7)} ${[...new Set(members.map(({ name }) => name))].join(', ')}`,
  );
  return `Usage: npm run verify [-- --only <groups or stages>]

Checks everything that must be true before a change is merged, and stops at the first stage that fails. Groups and their stages:

${rows.join('\n')}

  --only <names>  these alone, e.g. --only build,check or --only lint,postgres; \`built\`, \`random\`, \`simulation\` and \`chaos\` run what \`build\` has made
  -h, --help      print help

The tests start a PostgreSQL of their own; WAYSTONE_TEST_POSTGRES=postgres://user@host/database names another one for them.`;
}

function stagesCalled(name: string): readonly Stage[] {
  const found = groups[name] ?? Object.values(groups).flatMap((members) => members.filter((stage) => stage.name === name));
  if (found.length > 0) return found;
  console.error(`There is no group or stage '${name}'.\n\n${help()}`);
  process.exit(1);
}
