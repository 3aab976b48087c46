/** Targets of assignments, reached before the value is computed: what they are reached through is in temporaries. */
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { declare, onlyRead, read, type Code } from './code.js';
import { referenceOperands } from './operands.js';

/** Code in place of what a target is reached through. */
export function reachTarget(builder: Builder, target: ts.Expression): Map<ts.Node, Code> {
  return new Map(referenceOperands(target).map(({ node }) => [node, hold(builder, node)]));
}

function hold(builder: Builder, node: ts.Expression): Code {
  const value = builder.lower.value(builder, node);
  if (unwrap(node).kind === ts.SyntaxKind.ThisKeyword || onlyRead(value)?.constant) return value;
  const temporary = builder.temporary('target', node);
  builder.emit(declare(temporary, value));
  return [read(temporary)];
}
