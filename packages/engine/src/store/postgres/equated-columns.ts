/** Which columns of a table a condition equates with columns of the rows of a call. */
import { AndNode, BinaryOperationNode, ColumnNode, OperatorNode, ParensNode, RawNode, ReferenceNode, WhereNode } from 'kysely';
import type { OperationNode } from 'kysely';

export interface EquatedColumn {
  readonly column: string;
  /** As it is called among the rows. */
  readonly rowColumn: string;
}

export function equatedColumns(node: OperationNode | undefined): readonly EquatedColumn[] {
  if (node === undefined) return [];
  if (WhereNode.is(node)) return equatedColumns(node.where);
  if (ParensNode.is(node)) return equatedColumns(node.node);
  if (AndNode.is(node)) return [...equatedColumns(node.left), ...equatedColumns(node.right)];
  return BinaryOperationNode.is(node) ? equated(node) : [];
}

function equated({ leftOperand, operator, rightOperand }: BinaryOperationNode): readonly EquatedColumn[] {
  const isEquation = OperatorNode.is(operator) && operator.operator === '=';
  const column = nameOf(leftOperand);
  const [value] = RawNode.is(rightOperand) ? rightOperand.parameters : [];
  const rowColumn = nameOf(value);
  return isEquation && column !== undefined && rowColumn !== undefined ? [{ column, rowColumn }] : [];
}

function nameOf(node: OperationNode | undefined): string | undefined {
  if (!node || !ReferenceNode.is(node) || !ColumnNode.is(node.column)) return undefined;
  return node.column.column.name;
}
