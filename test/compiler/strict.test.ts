/**
 * What is generated for every accepted program passes the strictest settings that an author's project can have, with TypeScript
 * 7 and 6. What the programs themselves would be told there does not count.
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLibFiles, libFolderInMemoryPath, ts } from '@ts-morph/common';
import { afterAll, expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const generated = join(import.meta.dirname, 'accept/generated');
const core = join(repository, 'packages/core/src');

const strictest = {
  target: 'ES2023',
  lib: ['ES2024'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  typeRoots: [join(repository, 'node_modules/@types')],
  paths: {
    '@waystone/core': [join(core, 'index.ts')],
    '@waystone/core/*': [join(core, '*/index.ts')],
    '@waystone/engine': [join(repository, 'packages/engine/src/index.ts')],
  },
  experimentalDecorators: true,
  declaration: true,
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  erasableSyntaxOnly: true,
  exactOptionalPropertyTypes: true,
  forceConsistentCasingInFileNames: true,
  isolatedDeclarations: true,
  isolatedModules: true,
  noFallthroughCasesInSwitch: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUncheckedSideEffectImports: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
};

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'waystone-strict-')));
const config = join(folder, 'tsconfig.json');
writeFileSync(config, JSON.stringify({ compilerOptions: strictest, files: [join(generated, 'index.ts')] }));
afterAll(() => rmSync(folder, { recursive: true }));

function isGenerated(path: string): boolean {
  return path.includes('accept/generated/');
}

test('by the TypeScript that is installed', async () => {
  const tsc = join(repository, 'node_modules/.bin/tsc');
  const { output } = await new Promise<{ readonly output: string }>((resolve) => {
    execFile(tsc, ['-p', config, '--pretty', 'false'], { cwd: folder, maxBuffer: 2 ** 28 }, (_error, out, err) =>
      resolve({ output: out + err }),
    );
  });
  const lines = output.split('\n');
  expect(lines.filter((line) => isGenerated(line))).toEqual([]);
  // It has looked: programs of the tests are not written for these settings.
  expect(lines.some((line) => line.includes('.workflow.ts(') && line.includes('TS'))).toBe(true);
  expect(lines.filter((line) => line.startsWith('error '))).toEqual([]);
});

/** The front end of the compiler holds the library files in memory. */
function hostWithLibraries(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const libraries = new Map(getLibFiles().map(({ fileName, text }) => [`${libFolderInMemoryPath}/${fileName}`, text]));
  return {
    ...host,
    getDefaultLibLocation: () => libFolderInMemoryPath,
    fileExists: (name) => libraries.has(name) || host.fileExists(name),
    readFile: (name) => libraries.get(name) ?? host.readFile(name),
    getSourceFile: (name, target) => {
      const text = libraries.get(name);
      return text === undefined ? host.getSourceFile(name, target) : ts.createSourceFile(name, text, target);
    },
  };
}

test('by the TypeScript of the compiler', () => {
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, (path) => ts.sys.readFile(path)).config,
    ts.sys,
    folder,
  );
  expect(errors).toEqual([]);
  const program = ts.createProgram(fileNames, options, hostWithLibraries(options));
  const files = program.getSourceFiles().filter(({ fileName }) => isGenerated(fileName));
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
    ...program.getDeclarationDiagnostics(file),
  ]);
  expect(found.map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)).toEqual(
    [],
  );
  expect(program.getOptionsDiagnostics()).toEqual([]);
});
