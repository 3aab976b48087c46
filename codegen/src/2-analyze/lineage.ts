/**
 * A class with the classes that it extends, and what of their members an instance has: a nearer class overrides.
 *
 * Always: a class of which no source is there, or which is not found by its name, ends the lineage and is told.
 */
import { ts } from '../typescript.js';

export interface Lineage {
  /** Nearest first; the class itself is the first. */
  readonly classes: readonly ts.ClassDeclaration[];
  /** What is extended and cannot be looked into; absent: all could. */
  readonly unseen?: ts.ExpressionWithTypeArguments;
}

/** The class and what it extends, directly and indirectly. */
export function lineageOf(declaration: ts.ClassDeclaration, checker: ts.TypeChecker): Lineage {
  const classes = [declaration];
  for (;;) {
    const extended = extendedBy(classes.at(-1) ?? declaration);
    if (!extended) return { classes };
    const base = classOf(extended.expression, checker);
    if (!base || classes.includes(base)) return { classes, unseen: extended };
    classes.push(base);
  }
}

function extendedBy({ heritageClauses }: ts.ClassDeclaration): ts.ExpressionWithTypeArguments | undefined {
  return heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
}

function classOf(expression: ts.Expression, checker: ts.TypeChecker): ts.ClassDeclaration | undefined {
  const named = checker.getSymbolAtLocation(expression);
  const symbol = named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
  const declaration = symbol?.valueDeclaration;
  const isSeen = declaration && ts.isClassDeclaration(declaration) && ts.isSourceFile(declaration.parent);
  return isSeen && !declaration.getSourceFile().isDeclarationFile ? declaration : undefined;
}

/** The members that an instance has. */
export function membersOf({ classes }: Lineage): readonly ts.ClassElement[] {
  const overridden = new Set<string>();
  return classes.flatMap((declaration) => {
    const own = declaration.members.filter((member) => !overridden.has(nameOf(member)));
    for (const member of declaration.members) if (isConcrete(member)) overridden.add(nameOf(member));
    return own;
  });
}

/** Methods that nearer classes override; `super` reaches them. */
export function overriddenMethods(lineage: Lineage): readonly ts.MethodDeclaration[] {
  const visible = new Set(membersOf(lineage));
  const hidden = lineage.classes.flatMap(({ members }) => members.filter((member) => !visible.has(member)));
  return hidden.filter((member) => ts.isMethodDeclaration(member)).filter(isConcrete);
}

/** The method that `super.name` means in a class of the lineage. */
export function methodOfSuper({ classes }: Lineage, from: ts.Node, name: string): ts.MethodDeclaration | undefined {
  const index = classes.findIndex((declaration) => declaration === from);
  const inherited = index < 0 ? [] : classes.slice(index + 1).flatMap(({ members }) => [...members]);
  const member = inherited.find((each) => isConcrete(each) && nameOf(each) === name);
  return member && ts.isMethodDeclaration(member) ? member : undefined;
}

function isConcrete(member: ts.ClassElement): boolean {
  const isStatic = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
  return !isStatic && !(ts.isMethodDeclaration(member) && member.body === undefined);
}

function nameOf({ name }: ts.ClassElement): string {
  return name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : (name?.getText() ?? '');
}
