/** `waystone build`: compiles the workflows of a project. */
import { type Command, Option } from 'commander';
import { buildFormats } from '../build/formats.js';
import type { BuildOptions } from '../build/run.js';
import type { Session } from '../session.js';
import { prose } from './options.js';

const examples = `
Examples:
  $ waystone build
  $ waystone build --watch
  $ waystone build --check              in CI: fails if the generated files are not those of the sources
  $ waystone build --format github      in GitHub Actions: mistakes stand beside the lines of the change
  $ waystone build --format json | jq '.diagnostics[] | {code, file, problem}'`;

export function addBuild(program: Command, session: Session): void {
  program
    .command('build')
    .summary('compile the workflows of this project')
    .description(
      prose(`
        Compiles src/**/*.workflow.ts (or \`include\` of the configuration) into plain TypeScript in src/generated (or \`outDir\`).
        All mistakes are reported together; a build with mistakes writes nothing. Files that would not change are left alone.`),
    )
    .addOption(new Option('--watch', 'build again whenever a source changes').conflicts('check'))
    .option('--check', 'write nothing; fail if the generated files are not those of the sources')
    .option('--no-cache', 'compile all files, also those that no change has touched, and keep nothing for later builds')
    .addOption(new Option('--format <format>', 'how to say what was built').choices(buildFormats).default('text'))
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .addHelpText('after', examples)
    .action((options: BuildOptions) => build(session, options));
}

/** Loads what builds only now; TypeScript is loaded when something has to be compiled. */
async function build(session: Session, options: BuildOptions): Promise<void> {
  const { runBuild } = await import('../build/run.js');
  await runBuild(session, options);
}
