/**
 * A project of many workflow files: the workflows of the examples, over and over, each copy with modules and names of its own.
 *
 * Always: the TypeScript configuration names the workflow files and nothing else, so that TypeScript checks what a build compiles.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const examples = join(repository, 'examples');

export interface SampleProject {
  readonly root: string;
  /** Paths relative to the root, sorted. */
  readonly workflowFiles: readonly string[];
  /** Lines of the workflow files. */
  readonly lines: number;
  remove(): void;
}

/** Makes a project of at least that many workflow files, in a temporary folder. */
export function makeSampleProject(count: number): SampleProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'waystone-build-')));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'junction');
  const workflowFiles: string[] = [];
  for (let copy = 1; workflowFiles.length < count; copy++)
    for (const example of examplesWithWorkflows()) workflowFiles.push(...copyExample(example, copy, root));
  writeFileSync(join(root, 'waystone.config.json'), JSON.stringify({ cacheDir: '.cache' }));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'sample', private: true, type: 'module' }));
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(configuration(workflowFiles)));
  return {
    root,
    workflowFiles: workflowFiles.toSorted(),
    lines: workflowFiles.reduce((sum, file) => sum + readFileSync(join(root, file), 'utf8').split('\n').length - 1, 0),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function examplesWithWorkflows(): string[] {
  const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).filter((name) => modulesOf(name).some(isWorkflowFile));
}

/** Relative to `src` of the example; generated modules are not the author's. */
function modulesOf(example: string): string[] {
  const found = readdirSync(join(examples, example, 'src'), { recursive: true, encoding: 'utf8' });
  return found.filter((path) => path.endsWith('.ts') && !path.startsWith('generated'));
}

function isWorkflowFile(path: string): boolean {
  return path.endsWith('.workflow.ts');
}

function copyExample(example: string, copy: number, root: string): string[] {
  const folder = `src/${example}-${copy}`;
  const modules = modulesOf(example);
  for (const path of modules) {
    mkdirSync(join(root, folder, path, '..'), { recursive: true });
    const from = join(examples, example, 'src', path);
    if (isWorkflowFile(path)) writeFileSync(join(root, folder, path), renamed(readFileSync(from, 'utf8'), copy));
    else cpSync(from, join(root, folder, path));
  }
  return modules.filter(isWorkflowFile).map((path) => `${folder}/${path}`);
}

/** Names of workflows are unique in a build: `OrderWorkflow` becomes `Order7Workflow`, and a name that was given goes with it. */
function renamed(text: string, copy: number): string {
  return text
    .replaceAll(/\b([A-Z]\w*?)Workflow\b/g, `$1${copy}Workflow`)
    .replaceAll(/@workflow\(\{ name: '([\w-]+)'/g, `@workflow({ name: '$1-${copy}'`);
}

function configuration(files: readonly string[]): object {
  return {
    compilerOptions: {
      target: 'ES2023',
      module: 'NodeNext',
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      experimentalDecorators: true,
      skipLibCheck: true,
      types: ['node'],
    },
    files,
  };
}
