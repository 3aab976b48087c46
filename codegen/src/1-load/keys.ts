/**
 * Keys of workflow files: while the key of a file is the same, so is all that the compiler makes of the file and says of it.
 *
 * Always: a key covers the file, all that it imports, what their packages say of them, all that may change the meaning of files that
 * do not import it (globals, dependencies, the configuration), and what it is told besides.
 */
import { hash } from 'node:crypto';
import { ts } from '../typescript.js';
import { isDependency } from './imports.js';
import { isLibrary } from './libraries.js';
import { settingsOf, type Sources } from './program.js';

/** The keys by file name. `told`: what else the result depends on. */
export function keysOf({ files, program, project, versionOf, packageOf, reachedFrom }: Sources, told: string): ReadonlyMap<string, string> {
  const everywhere = program.getSourceFiles().filter((file) => !isLibrary(file.fileName) && isSeenEverywhere(file));
  const versions = (names: Iterable<string>): string =>
    [...withPackages(names, packageOf)]
      .toSorted()
      .map((name) => `${name} ${versionOf(name)}`)
      .join('\n');
  const surroundings = digest(`${told}\n${settingsOf(project)}\n${versions(everywhere.map(({ fileName }) => fileName))}`);
  return new Map(files.map(({ fileName }) => [fileName, digest(`${surroundings}\n${versions(reachedFrom(fileName))}`)]));
}

/** A package says of its files what they are: modules or scripts, and what they may import. */
function withPackages(names: Iterable<string>, packageOf: Sources['packageOf']): ReadonlySet<string> {
  const all = new Set(names);
  for (const name of [...all]) {
    const folder = packageOf(name);
    if (folder !== undefined) all.add(`${folder}/package.json`);
  }
  return all;
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** Dependencies, and files that declare or augment what others see without importing them. */
function isSeenEverywhere(file: ts.SourceFile): boolean {
  const refers = file.referencedFiles.length + file.typeReferenceDirectives.length + file.libReferenceDirectives.length > 0;
  return isDependency(file.fileName) || refers || !ts.isExternalModule(file) || file.statements.some(isAugmentation);
}

/** `declare global { … }` or `declare module '…' { … }`. */
function isAugmentation(statement: ts.Statement): boolean {
  return (
    ts.isModuleDeclaration(statement) && (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0)
  );
}
