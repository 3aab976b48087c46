/** Decisions, and the cases of a `@branch`: the blocks where its choice leads are marked, so that history shows it. */
import type { Mark } from '@waystone/core/graph';
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import type { Block } from './ir.js';

/** Tests a condition. Gives the blocks of both outcomes and the one after them. */
export function lowerDecision(builder: Builder, condition: ts.Expression): [yes: Block, no: Block, after: Block] {
  const after = builder.block('after');
  const test = builder.lower.value(builder, condition);
  const yes = caseBlock(builder, condition.parent as ts.Statement, 'then');
  const no = caseBlock(builder, condition.parent as ts.Statement, 'else');
  builder.test(test, yes, no);
  return [yes, no, after];
}

/** A block where a decision leads; one of the branch's own choice is marked with the case. */
export function caseBlock(builder: Builder, statement: ts.Statement, label: string): Block {
  const isChoice = isChoiceOfBranch(builder, statement);
  const mark: Mark | undefined = isChoice ? { kind: 'case', label } : undefined;
  return builder.block(isChoice ? label.replaceAll(/[^\w-]+/g, '') || 'case' : label, { mark });
}

/** Whether a statement is what a `@branch` decides by: one of its own statements, or the `else if` of one. */
function isChoiceOfBranch(builder: Builder, statement: ts.Statement): boolean {
  const { flow } = builder.activation;
  if (flow.kind !== 'branch') return false;
  if (statement.parent === flow.method.body) return true;
  return ts.isIfStatement(statement.parent) && statement.parent.elseStatement === statement && isChoiceOfBranch(builder, statement.parent);
}
