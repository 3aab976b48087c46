/** `npm run verify`: everything that must be true before a change is merged. `--only build,check` runs those groups alone. */
import { readdirSync } from 'node:fs';
import { parseArgs, styleText } from 'node:util';
import { runStages, seconds, type Stage, startedAt } from './stages.ts';

const exampleNames = readdirSync('examples', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

const groups: Readonly<Record<string, readonly Stage[]>> = {
  build: [
    { name: 'build', about: 'the packages', command: ['tsc', '-b'] },
    ...exampleNames.map((example) => ({
      name: 'example',
      about: `compile ${example}`,
      command: ['npm', 'run', 'build', '--silent', '-w', `examples/${example}`] as const,
    })),
  ],
  check: [
    { name: 'types', about: 'tests and scripts', command: ['tsc', '-b', 'test', 'scripts'] },
    { name: 'format', about: 'prettier', command: ['prettier', '--check', '--log-level=warn', '.'] },
    { name: 'lint', about: 'oxlint, type-aware', command: ['oxlint', '--type-aware', '--deny-warnings'] },
    {
      name: 'arrows',
      about: 'direction of imports, cycles',
      command: ['depcruise', '--config', '.dependency-cruiser.mjs', 'packages', 'codegen', 'examples', 'test'],
    },
    { name: 'dead code', about: 'unused files, exports, dependencies', command: ['knip'] },
  ],
  test: [
    {
      name: 'test',
      about: 'language, compiler, interpreter, store, worker',
      command: ['vitest', 'run', '--project', 'source'],
      live: true,
    },
    {
      name: 'built',
      about: 'packed packages, command line, examples, guide',
      command: ['vitest', 'run', '--project', 'built'],
      live: true,
    },
  ],
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = values.only?.split(',') ?? Object.keys(groups);
const stages = chosen.flatMap((name) => groups[name] ?? []);

await runStages(stages);
console.log(`\n${styleText('green', 'Verified.')} ${stages.length} stages passed in ${seconds(Date.now() - startedAt())}.`);
