/** The author's error classes that the workflow's module can reach: registered, so that `instanceof` works after a crash. */
import { ts } from '../typescript.js';
import type { ModuleName } from './module-names.js';
import type { Session } from './session.js';

export interface RegisteredError {
  /** The class's own name, made unique. */
  readonly name: string;
  readonly reference: ModuleName;
}

/** Error classes that the module imports or exports, in source order. Waystone's own are known to the engine. */
export function errorsOf(session: Session): RegisteredError[] {
  const errors = new Map<string, RegisteredError>();
  for (const { declaration, local } of candidates(session.model.file)) {
    const reference = session.moduleNames.forDeclaration(declaration, local.text);
    const className = reference && reference.specifier !== '@waystone/core' ? errorClassName(local, session.checker) : undefined;
    if (reference && className) register(errors, className, session.moduleNames.use(reference));
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

/** The name of a class that derives from `Error`. */
function errorClassName(local: ts.Identifier, checker: ts.TypeChecker): string | undefined {
  const symbol = checker.getSymbolAtLocation(local);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (!target || !(target.flags & ts.SymbolFlags.Class)) return undefined;
  return derivesFromError(checker.getDeclaredTypeOfSymbol(target)) ? (target.name === 'default' ? local.text : target.name) : undefined;
}

function derivesFromError(type: ts.Type): boolean {
  return (type.getBaseTypes() ?? []).some((base) => isErrorType(base) || derivesFromError(base));
}

function isErrorType({ symbol }: ts.Type): boolean {
  return symbol?.name === 'Error' && symbol.declarations?.some((declaration) => declaration.getSourceFile().isDeclarationFile) === true;
}
