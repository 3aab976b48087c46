/** Which class a call of `child` names. */
import { ts } from '../typescript.js';

/** The class that an expression names, if it is the name of one: `Refund`, or `workflows.Refund` of a namespace import. */
export function classNamed(expression: ts.Expression, checker: ts.TypeChecker): ts.ClassDeclaration | undefined {
  if (!ts.isIdentifier(expression) && !ts.isPropertyAccessExpression(expression)) return undefined;
  const symbol = checker.getSymbolAtLocation(expression);
  if (!symbol || isTypeOnly(symbol)) return undefined;
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target.valueDeclaration;
  return declaration && ts.isClassDeclaration(declaration) ? declaration : undefined;
}

/** A plain run needs the class itself. */
function isTypeOnly({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some((declaration) => ts.isTypeOnlyImportOrExportDeclaration(declaration));
}
