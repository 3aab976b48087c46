/** Everything that the packages export says what it is; so does every method of it, and every property that may be left out says what then. */
import { join } from 'node:path';
import { ts } from '@ts-morph/common';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const bundlers = ['esbuild', 'rolldown', 'rollup', 'rspack', 'vite', 'webpack'];
const entries = [
  'packages/core/src/index.ts',
  'packages/core/src/graph/index.ts',
  'packages/core/src/runtime/index.ts',
  'packages/engine/src/index.ts',
  'packages/engine/src/postgres.ts',
  'packages/engine/src/sqlite.ts',
  'packages/engine/src/testing.ts',
  'packages/cli/src/index.ts',
  'packages/cli/src/drawing/index.ts',
  'packages/cli/src/project.ts',
  'codegen/src/index.ts',
  'codegen/src/build-project.ts',
  'codegen/src/diagnostics/catalogue.ts',
  'codegen/src/diagnostics/public.ts',
  ...bundlers.map((name) => `packages/unplugin/src/${name}.ts`),
];

const program = ts.createProgram(
  entries.map((entry) => join(root, entry)),
  {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  },
);
const checker = program.getTypeChecker();

function exportsOf(file: string): readonly ts.Symbol[] {
  const source = program.getSourceFile(join(root, file));
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${file} is no module`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
}

/** Where of Waystone something is declared; nowhere for what it inherits from the platform. */
function declarationsOf(symbol: ts.Symbol): readonly ts.Declaration[] {
  return (symbol.declarations ?? []).filter((declaration) => isOurs(declaration.getSourceFile().fileName));
}

function isOurs(file: string): boolean {
  return file.startsWith(`${root.replaceAll('\\', '/')}/`) && !file.includes('/node_modules/');
}

function isDocumented(symbol: ts.Symbol): boolean {
  return symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).length > 0;
}

/** Methods and optional properties of an interface or a class, but those that are private. */
function membersOf(symbol: ts.Symbol): readonly ts.Symbol[] {
  if (!(symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class))) return [];
  return [...(symbol.members?.values() ?? [])].filter(
    (member) => member.flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Optional) && !declarationsOf(member).some(isPrivate),
  );
}

function isPrivate(declaration: ts.Declaration): boolean {
  const name = ts.getNameOfDeclaration(declaration);
  return (
    (name !== undefined && ts.isPrivateIdentifier(name)) || (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) !== 0
  );
}

test.each(entries)('%s', (entry) => {
  const found = exportsOf(entry).filter((symbol) => declarationsOf(symbol).length > 0);
  expect(found.length).toBeGreaterThan(0);
  const bare = found.flatMap((symbol) => [
    ...(isDocumented(symbol) ? [] : [symbol.name]),
    ...membersOf(symbol).flatMap((member) => (isDocumented(member) ? [] : [`${symbol.name}.${member.name}`])),
  ]);
  expect(bare).toEqual([]);
});
