/**
 * Recognizes what the author imports from `@waystone/core`, under whatever local name.
 *
 * Always: answered from the import that the name resolves to, so a local variable named `join` is not ours.
 */
import { ts } from '../typescript.js';

const coreModule = '@waystone/core';

/** The exported name of `@waystone/core` that an expression names: `join`, `core.join` or a renamed import. */
export function coreName(expression: ts.Expression, checker: ts.TypeChecker): string | undefined {
  if (ts.isIdentifier(expression)) return importedName(expression, checker);
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(expression.expression)) return undefined;
  return isCoreNamespace(expression.expression, checker) ? expression.name.text : undefined;
}

function importedName(name: ts.Identifier, checker: ts.TypeChecker): string | undefined {
  const declaration = importOf(name, checker);
  if (!declaration || !ts.isImportSpecifier(declaration) || !isCore(declaration.parent.parent.parent)) return undefined;
  return (declaration.propertyName ?? declaration.name).text;
}

function isCoreNamespace(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const declaration = importOf(name, checker);
  return declaration !== undefined && ts.isNamespaceImport(declaration) && isCore(declaration.parent.parent);
}

function importOf(name: ts.Identifier, checker: ts.TypeChecker): ts.Declaration | undefined {
  return namesOfCore(name.getSourceFile()).has(name.text) ? checker.getSymbolAtLocation(name)?.declarations?.[0] : undefined;
}

const namesByFile = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

/** The names under which a file imports from `@waystone/core`: to ask what any other name refers to would be for nothing. */
function namesOfCore(file: ts.SourceFile): ReadonlySet<string> {
  const known =
    namesByFile.get(file) ?? new Set(file.statements.filter((statement) => ts.isImportDeclaration(statement)).flatMap(localNames));
  namesByFile.set(file, known);
  return known;
}

function localNames(declaration: ts.ImportDeclaration): readonly string[] {
  const bindings = isCore(declaration) ? declaration.importClause?.namedBindings : undefined;
  if (!bindings) return [];
  return ts.isNamespaceImport(bindings) ? [bindings.name.text] : bindings.elements.map(({ name }) => name.text);
}

function isCore(declaration: ts.Node): boolean {
  return (
    ts.isImportDeclaration(declaration) &&
    ts.isStringLiteral(declaration.moduleSpecifier) &&
    declaration.moduleSpecifier.text === coreModule
  );
}
