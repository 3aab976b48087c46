/** The author's error classes that the workflow's modules can reach: registered, so that `instanceof` works after a crash. */
import { filesOf } from '../2-analyze/index.js';
import { ts } from '../typescript.js';
import type { ModuleName } from './module-names.js';
import type { Session } from './session.js';

export interface RegisteredError {
  /** The class's own name, made unique. */
  readonly name: string;
  readonly reference: ModuleName;
}

/** Error classes that the class's module, and those of the classes that it extends, import or export. Waystone's own are known to the engine. */
export function errorsOf(session: Session): RegisteredError[] {
  const errors = new Map<string, RegisteredError>();
  const seen = new Set<ts.Symbol>();
  for (const { declaration, local } of filesOf(session.model).flatMap(candidates)) {
    const reference = session.moduleNames.forDeclaration(declaration, local.text);
    const symbol = reference && reference.specifier !== '@waystone/core' ? errorClass(local, session.checker) : undefined;
    if (!reference || !symbol || seen.has(symbol)) continue;
    seen.add(symbol);
    register(errors, symbol.name === 'default' ? local.text : symbol.name, session.moduleNames.use(reference));
  }
  return [...errors.values()];
}

function register(errors: Map<string, RegisteredError>, className: string, reference: ModuleName): void {
  let name = className;
  for (let count = 2; errors.has(name); count += 1) name = `${className}-${count}`;
  errors.set(name, { name, reference });
}

interface Candidate {
  readonly declaration: ts.Declaration;
  readonly local: ts.Identifier;
}

function candidates(file: ts.SourceFile): Candidate[] {
  return file.statements.flatMap((statement): Candidate[] => {
    if (ts.isImportDeclaration(statement)) return importedNames(statement);
    return ts.isClassDeclaration(statement) && statement.name ? [{ declaration: statement, local: statement.name }] : [];
  });
}

function importedNames({ importClause }: ts.ImportDeclaration): Candidate[] {
  if (!importClause || importClause.isTypeOnly) return [];
  const byDefault = importClause.name ? [{ declaration: importClause, local: importClause.name }] : [];
  const { namedBindings } = importClause;
  if (!namedBindings || !ts.isNamedImports(namedBindings)) return byDefault;
  const named = namedBindings.elements
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map((element) => ({ declaration: element, local: element.name }));
  return [...byDefault, ...named];
}

/** A class that derives from `Error`. */
function errorClass(local: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const symbol = checker.getSymbolAtLocation(local);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (!target || !(target.flags & ts.SymbolFlags.Class)) return undefined;
  return derivesFromError(checker.getDeclaredTypeOfSymbol(target)) ? target : undefined;
}

function derivesFromError(type: ts.Type): boolean {
  return (type.getBaseTypes() ?? []).some((base) => isErrorType(base) || derivesFromError(base));
}

function isErrorType({ symbol }: ts.Type): boolean {
  return symbol?.name === 'Error' && symbol.declarations?.some((declaration) => declaration.getSourceFile().isDeclarationFile) === true;
}
