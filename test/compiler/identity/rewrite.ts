/** Rewrites whole programs without changing what they mean. */
import { ts } from '@ts-morph/common';
import { format, type Options } from 'prettier';

const otherStyle: Options = {
  parser: 'typescript',
  printWidth: 60,
  tabWidth: 4,
  semi: false,
  singleQuote: false,
  quoteProps: 'consistent',
  trailingComma: 'none',
  bracketSpacing: false,
  arrowParens: 'avoid',
  experimentalOperatorPosition: 'start',
};

/** The text as somebody with other habits would have laid it out. */
export function reformatted(text: string): Promise<string> {
  return format(text, otherStyle);
}

/** The text with another name for every variable and every parameter that a function declares, and for every label. */
export function withOtherLocals(file: ts.SourceFile, checker: ts.TypeChecker): string {
  const edits: { readonly at: number; readonly end: number; readonly text: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const text = renamed(node, checker);
      if (text !== undefined) edits.push({ at: node.getStart(file), end: node.end, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const ordered = edits.toSorted((one, other) => other.at - one.at);
  return ordered.reduce((text, edit) => text.slice(0, edit.at) + edit.text + text.slice(edit.end), file.text);
}

function renamed(name: ts.Identifier, checker: ts.TypeChecker): string | undefined {
  const other = `${name.text}Renamed`;
  const { parent } = name;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return other;
  if (ts.isShorthandPropertyAssignment(parent) && parent.name === name)
    return isLocal(checker.getShorthandAssignmentValueSymbol(parent)) ? `${name.text}: ${other}` : undefined;
  if (!isLocal(checker.getSymbolAtLocation(name)) || isPropertyOfPattern(name)) return undefined;
  const isShorthand = ts.isBindingElement(parent) && parent.name === name && isNamedByProperty(parent);
  return isShorthand ? `${name.text}: ${other}` : other;
}

/** `id` of `{ id: key }`, which is no variable. */
function isPropertyOfPattern({ parent, ...name }: ts.Identifier): boolean {
  return ts.isBindingElement(parent) && parent.propertyName !== undefined && parent.propertyName.pos === name.pos;
}

/** `{ id }` of a pattern. */
function isNamedByProperty({ parent, propertyName, dotDotDotToken }: ts.BindingElement): boolean {
  return ts.isObjectBindingPattern(parent) && propertyName === undefined && dotDotDotToken === undefined;
}

function isLocal(symbol: ts.Symbol | undefined): boolean {
  const declaration = symbol?.valueDeclaration;
  if (!declaration) return false;
  if (ts.isParameter(declaration)) return !ts.isParameterPropertyDeclaration(declaration, declaration.parent) && symbol.name !== 'this';
  const isVariable = ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration);
  return isVariable && ts.findAncestor(declaration, ts.isFunctionLike) !== undefined;
}
