/**
 * Names of the author's modules that code between waits uses: imported ones are imported again by the generated module,
 * exported ones are imported from the author's, constants with literal values are inlined.
 *
 * Always: a name means what it means in the module that the code was copied from, since flows are inherited from other
 * files; one that the generated module could not reach is reported, never left to fail at run time.
 */
import { posix } from 'node:path';
import { nameNotExported, type Diagnostics } from '../diagnostics/index.js';
import { evaluate } from '../2-analyze/index.js';
import { boundNames } from '../syntax.js';
import { ts } from '../typescript.js';
import { originOf, text, type Part } from './code.js';

/** A binding that the generated module has to import. */
export interface ModuleName {
  /** What its own module calls it; the generated module may have to call it otherwise, see `Names`. */
  readonly local: string;
  /** Name in the module it comes from; `default` and `*` as in an import. */
  readonly imported: string;
  /** The specifier as the author wrote it; absent: `file` itself. */
  readonly specifier?: string;
  /** The author's module that has the name. */
  readonly file: ts.SourceFile;
  /** No author's name: generated code alone needs it. */
  readonly isGenerated?: true;
}

export class ModuleNames {
  /** What the constants were that copied code has the values of. */
  readonly inlined = new Set<ts.Expression>();
  /** Names of globals that copied code mentions, with the modules that do. */
  readonly globals = new Map<string, Set<ts.SourceFile>>();
  readonly #names = new Map<string, ModuleName>();
  readonly #used = new Set<ModuleName>();
  readonly #exported = new Map<ts.SourceFile, ReadonlyMap<string, string>>();

  constructor(
    /** The module of the workflow itself. */
    private readonly file: ts.SourceFile,
    private readonly checker: ts.TypeChecker,
    private readonly diagnostics: Diagnostics,
  ) {}

  /** Every name that was used, in the order of first use. */
  get used(): readonly ModuleName[] {
    return [...this.#used];
  }

  /** What a reference to `symbol` becomes; `undefined`: it is a global or a local of the copied code, and stays. */
  reference(symbol: ts.Symbol | undefined, at: ts.Identifier, key?: string): Part | undefined {
    const declaration = symbol?.declarations?.[0];
    if (!symbol || !declaration || declaration.getSourceFile() !== at.getSourceFile()) return this.#global(at);
    const name = importedAs(declaration) ?? this.#exportedAs(declaration, at);
    if (name) return this.#use(name, at, key);
    return isModuleLevel(declaration) ? this.#constant(symbol, at, key) : undefined;
  }

  /** The name of something exported by an author's module, or imported into it. */
  forDeclaration(declaration: ts.Declaration, local: string): ModuleName | undefined {
    return importedAs(declaration) ?? this.#exportedFrom(declaration.getSourceFile(), local);
  }

  /** A name of `@waystone/core` that generated code needs, by the author's name for it if there is one. */
  core(imported: string): ModuleName {
    const elements = this.file.statements.flatMap((statement) => (ts.isImportDeclaration(statement) ? namedImports(statement) : []));
    const known = elements.map(importedAs).find((name) => name?.specifier === coreModule && name.imported === imported);
    return this.use(known ?? { local: imported, imported, specifier: coreModule, file: this.file, isGenerated: true });
  }

  /** A name of `@waystone/core/runtime` that generated code needs. */
  runtime(imported: string): ModuleName {
    return this.use({ local: imported, imported, specifier: `${coreModule}/runtime`, file: this.file, isGenerated: true });
  }

  /** Registers a name that generated code uses. What two modules import from one place is one name. */
  use(name: ModuleName): ModuleName {
    const own = `${name.isGenerated ? '' : name.file.fileName} ${name.local}`;
    const known = this.#names.get(own) ?? this.#elsewhere(name) ?? name;
    this.#names.set(own, known);
    this.#used.add(known);
    return known;
  }

  #elsewhere(name: ModuleName): ModuleName | undefined {
    return this.used.find(
      (other) => other.file !== name.file && other.imported === name.imported && moduleOf(other) === moduleOf(name) && !other.isGenerated,
    );
  }

  #global(at: ts.Identifier): undefined {
    const files = this.globals.get(at.text) ?? new Set();
    this.globals.set(at.text, files.add(at.getSourceFile()));
  }

  #use(name: ModuleName, at: ts.Identifier, key: string | undefined): Part {
    return { kind: 'module', name: this.use(name), at: originOf(at), ...(key !== undefined && { key }) };
  }

  #exportedAs(declaration: ts.Declaration, at: ts.Identifier): ModuleName | undefined {
    return isModuleLevel(declaration) ? this.#exportedFrom(declaration.getSourceFile(), at.text) : undefined;
  }

  #exportedFrom(file: ts.SourceFile, local: string): ModuleName | undefined {
    const exports = this.#exported.get(file) ?? exportedNames(file);
    this.#exported.set(file, exports);
    const imported = exports.get(local);
    return imported === undefined ? undefined : { local, imported, file };
  }

  #constant(symbol: ts.Symbol, at: ts.Identifier, key: string | undefined): Part {
    const value = valueOfConstant(symbol);
    const evaluated = value && evaluate(value, this.checker);
    const printed = evaluated && 'value' in evaluated ? literalText(evaluated.value) : undefined;
    if (value) this.inlined.add(value);
    if (printed === undefined) this.diagnostics.add(nameNotExported(at, { name: at.text }));
    return text((key === undefined ? '' : `${key}: `) + (printed ?? at.text), originOf(at));
  }
}

const coreModule = '@waystone/core';

/** The module that a name comes from, the same from wherever it is imported. */
function moduleOf({ specifier, file: { fileName } }: ModuleName): string {
  const isPackage = specifier !== undefined && !specifier.startsWith('.');
  const path = specifier === undefined ? fileName : posix.join(posix.dirname(fileName), specifier);
  return isPackage ? specifier : path.replace(/\.[cm]?[jt]sx?$/, '');
}

function namedImports({ importClause }: ts.ImportDeclaration): readonly ts.ImportSpecifier[] {
  const bindings = importClause?.isTypeOnly ? undefined : importClause?.namedBindings;
  return bindings && ts.isNamedImports(bindings) ? bindings.elements.filter(({ isTypeOnly }) => !isTypeOnly) : [];
}

function importedAs(declaration: ts.Declaration): ModuleName | undefined {
  if (ts.isImportSpecifier(declaration)) {
    return fromImport(declaration.parent.parent.parent, declaration.name.text, (declaration.propertyName ?? declaration.name).text);
  }
  if (ts.isNamespaceImport(declaration)) return fromImport(declaration.parent.parent, declaration.name.text, '*');
  if (ts.isImportClause(declaration) && declaration.name) return fromImport(declaration.parent, declaration.name.text, 'default');
  return undefined;
}

function fromImport(declaration: ts.Node, local: string, imported: string): ModuleName | undefined {
  if (!ts.isImportDeclaration(declaration) || !ts.isStringLiteral(declaration.moduleSpecifier)) return undefined;
  return { local, imported, specifier: declaration.moduleSpecifier.text, file: declaration.getSourceFile() };
}

function isModuleLevel(declaration: ts.Node): boolean {
  if (ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration)) return isModuleLevel(variableStatementOf(declaration));
  return ts.isSourceFile(declaration.parent);
}

function variableStatementOf(node: ts.Node): ts.Node {
  return ts.isVariableDeclaration(node) || ts.isVariableDeclarationList(node) || ts.isBindingElement(node) || isPattern(node)
    ? variableStatementOf(node.parent)
    : node;
}

function isPattern(node: ts.Node): node is ts.BindingPattern {
  return ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node);
}

function valueOfConstant({ valueDeclaration: declaration }: ts.Symbol): ts.Expression | undefined {
  if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined;
  return ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const ? declaration.initializer : undefined;
}

function literalText(value: unknown): string | undefined {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return value < 0n ? `(${value}n)` : `${value}n`;
  if (typeof value === 'number') return value < 0 || Object.is(value, -0) ? `(-${-value})` : String(value);
  return value === undefined || value === null || typeof value === 'boolean' ? String(value) : undefined;
}

/** Exported names of a module by their local ones, read off its syntax. */
function exportedNames(file: ts.SourceFile): Map<string, string> {
  const names = new Map<string, string>();
  for (const statement of file.statements) for (const [local, exported] of exportsOf(statement)) names.set(local, exported);
  return names;
}

function exportsOf(statement: ts.Statement): (readonly [local: string, exported: string])[] {
  if (ts.isExportDeclaration(statement)) return listedExports(statement);
  if (!ts.canHaveModifiers(statement) || !ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  const isDefault = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
  return declaredNames(statement).map((name) => [name, isDefault ? 'default' : name]);
}

function listedExports(statement: ts.ExportDeclaration): (readonly [string, string])[] {
  if (statement.moduleSpecifier || !statement.exportClause || !ts.isNamedExports(statement.exportClause)) return [];
  return statement.exportClause.elements.map((element) => [(element.propertyName ?? element.name).text, element.name.text]);
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}
