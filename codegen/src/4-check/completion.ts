/**
 * Whether control can run out of the end of a statement, by its syntax and the types of what is switched on.
 *
 * Always: "it cannot" is certain. Conditions that are constant by chance (`if (true)`) count as unknown, loops that are
 * endless by design (`while (true)`) do not.
 */
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';

/** Whether control can reach the end of these statements. */
export function canFallOut(statements: readonly ts.Statement[], checker: ts.TypeChecker): boolean {
  return statements.every((statement) => canComplete(statement, checker));
}

/** Whether control can go on behind a statement. */
export function canComplete(statement: ts.Statement, checker: ts.TypeChecker): boolean {
  if (leaves(statement) || neverReturns(statement, checker)) return false;
  if (ts.isBlock(statement)) return canFallOut(statement.statements, checker);
  if (ts.isIfStatement(statement)) return canCompleteIf(statement, checker);
  if (ts.isTryStatement(statement)) return canCompleteTry(statement, checker);
  if (ts.isSwitchStatement(statement)) return canCompleteSwitch(statement, checker);
  if (ts.isLabeledStatement(statement))
    return canComplete(statement.statement, checker) || isLeft(statement.statement, statement.label.text);
  return isEndless(statement) ? isLeft(statement) : true;
}

/** The members of the type of a switch that have no case; empty if it has a `default`, or they cannot be told. */
export function missingCases(statement: ts.SwitchStatement, checker: ts.TypeChecker): ts.Type[] {
  const { clauses } = statement.caseBlock;
  if (clauses.some((clause) => ts.isDefaultClause(clause))) return [];
  const members = membersOf(checker.getTypeAtLocation(statement.expression), checker);
  const cases = clauses.flatMap((clause) => (ts.isCaseClause(clause) ? checker.getTypeAtLocation(clause.expression) : []));
  return members.filter((member) => !cases.some((type) => covers(type, member, checker)));
}

function leaves(statement: ts.Statement): boolean {
  return ts.isReturnStatement(statement) || ts.isThrowStatement(statement) || ts.isBreakOrContinueStatement(statement);
}

/** A call of a function with result `never`, e.g. `assertNever(risk);`. */
function neverReturns(statement: ts.Statement, checker: ts.TypeChecker): boolean {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return false;
  return (checker.getTypeAtLocation(statement.expression).flags & ts.TypeFlags.Never) !== 0;
}

function canCompleteIf(statement: ts.IfStatement, checker: ts.TypeChecker): boolean {
  if (!statement.elseStatement) return true;
  return canComplete(statement.thenStatement, checker) || canComplete(statement.elseStatement, checker);
}

function canCompleteTry({ tryBlock, catchClause, finallyBlock }: ts.TryStatement, checker: ts.TypeChecker): boolean {
  if (finallyBlock && !canComplete(finallyBlock, checker)) return false;
  return canComplete(tryBlock, checker) || (catchClause !== undefined && canComplete(catchClause.block, checker));
}

function canCompleteSwitch(statement: ts.SwitchStatement, checker: ts.TypeChecker): boolean {
  const { clauses } = statement.caseBlock;
  const last = clauses.at(-1);
  if (!last || isLeft(statement)) return true;
  const hasDefault = clauses.some((clause) => ts.isDefaultClause(clause));
  return canFallOut(last.statements, checker) || (!hasDefault && missingCases(statement, checker).length > 0);
}

/** `while (true)`, `do … while (true)`, and `for` with no condition. */
function isEndless(statement: ts.Statement): boolean {
  if (ts.isForStatement(statement)) return !statement.condition || isTrue(statement.condition);
  return (ts.isWhileStatement(statement) || ts.isDoStatement(statement)) && isTrue(statement.expression);
}

function isTrue(condition: ts.Expression): boolean {
  return unwrap(condition).kind === ts.SyntaxKind.TrueKeyword;
}

/** Whether a `break` leaves this statement: one with its label, or one with none that belongs to it. */
function isLeft(statement: ts.Statement, label?: string): boolean {
  const search = (node: ts.Node): boolean => {
    if (ts.isBreakStatement(node)) return node.label ? node.label.text === label : label === undefined;
    if (ts.isFunctionLike(node)) return false;
    if (label === undefined && takesBreak(node)) return containsLabeledBreak(node, statement);
    return ts.forEachChild(node, (child) => search(child) || undefined) ?? false;
  };
  return ts.forEachChild(statement, (child) => search(child) || undefined) ?? false;
}

function takesBreak(node: ts.Node): boolean {
  return ts.isIterationStatement(node, false) || ts.isSwitchStatement(node);
}

/** A labeled `break` inside an inner loop may leave the outer one, if that bears the label. */
function containsLabeledBreak(node: ts.Node, outer: ts.Statement): boolean {
  const { parent } = outer;
  return ts.isLabeledStatement(parent) && isLeft(node as ts.Statement, parent.label.text);
}

function membersOf(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  const constraint = checker.getBaseConstraintOfType(type) ?? type;
  return constraint.isUnion() ? constraint.types : [constraint];
}

/** Only a literal covers a case: a variable of type `string` is one string, not all of them. Nothing covers `any`. */
function covers(type: ts.Type, member: ts.Type, checker: ts.TypeChecker): boolean {
  if ((member.flags & ts.TypeFlags.Any) !== 0) return false;
  return (type.flags & ts.TypeFlags.Unit) !== 0 && checker.isTypeAssignableTo(member, type);
}
