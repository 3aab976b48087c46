/** Lowers optional chains (`a?.b(await c).d`) in which something waits: each `?.` is a test that can end the chain. */
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { code, declare, joinCode, onlyRead, read, text, type Code } from './code.js';
import type { Block } from './ir.js';
import { listOperands } from './operands.js';
import { probe } from './receivers.js';

type Link = ts.PropertyAccessChain | ts.ElementAccessChain | ts.CallChain | ts.NonNullChain;

/** `undefined`: not an optional chain, or one that waits only before its first link. */
export function lowerChain(builder: Builder, expression: ts.Expression): Code | undefined {
  if (!isLink(expression)) return undefined;
  if (!waitsInLinks(builder, expression)) return builder.copy(expression, startOf(builder, expression));
  const [over, after] = [builder.block('over'), builder.block('after')];
  const result = builder.temporary('value', expression);
  builder.emit(declare(result, followLink(builder, expression, over)));
  builder.jump(after);
  builder.start(over);
  builder.emit(declare(result, code`undefined`));
  builder.jump(after);
  builder.start(after);
  return [read(result)];
}

function isLink(node: ts.Node): node is Link {
  const isAccess =
    ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node) || ts.isNonNullExpression(node);
  return isAccess && (node.flags & ts.NodeFlags.OptionalChain) !== 0;
}

function waitsInLinks(builder: Builder, link: Link): boolean {
  const own = ts.isCallExpression(link) ? link.arguments : ts.isElementAccessExpression(link) ? [link.argumentExpression] : [];
  if (own.some((node) => builder.session.hasWait(node))) return true;
  return isLink(link.expression) && waitsInLinks(builder, link.expression);
}

/** The chain starts with something that waits, and goes on without. */
function startOf(builder: Builder, link: Link): Map<ts.Node, Code> {
  if (isLink(link.expression)) return startOf(builder, link.expression);
  return new Map([[link.expression, held(builder, builder.lower.value(builder, link.expression), link.expression)]]);
}

function followLink(builder: Builder, link: Link, over: Block): Code {
  if (ts.isNonNullExpression(link)) return follow(builder, link.expression, over);
  if (ts.isCallExpression(link)) return followCall(builder, link, over);
  const object = follow(builder, link.expression, over);
  return access(
    builder,
    link,
    link.questionDotToken ? tested(builder, object, { over, origin: link.expression }) : held(builder, object, link.expression),
  );
}

function follow(builder: Builder, node: ts.Expression, over: Block): Code {
  return isLink(node) ? followLink(builder, node, over) : builder.lower.value(builder, node);
}

/** Reads a property of an object that is in a variable. */
function access(builder: Builder, link: ts.PropertyAccessExpression | ts.ElementAccessExpression, object: Code): Code {
  if (ts.isPropertyAccessExpression(link)) return code`${object}.${text(link.name.text)}`;
  return code`${object}[${keyOf(builder, link)}]`;
}

/** The key of a method that is called optionally is used twice. */
function keyOf(builder: Builder, { parent, argumentExpression }: ts.ElementAccessExpression): Code {
  const key = builder.lower.value(builder, argumentExpression);
  const isTested =
    ts.isCallExpression(parent) && parent.questionDotToken !== undefined && waitsInArguments(builder, parent as ts.CallChain);
  return isTested ? held(builder, key, argumentExpression) : key;
}

function followCall(builder: Builder, link: ts.CallChain, over: Block): Code {
  const callee = unwrap(link.expression);
  if (!ts.isPropertyAccessExpression(callee) && !ts.isElementAccessExpression(callee)) return callFunction(builder, link, over);
  const base = follow(builder, callee.expression, over);
  if (link.questionDotToken && waitsInArguments(builder, link) && unwrap(callee.expression).kind === ts.SyntaxKind.ThisKeyword)
    return callTested(builder, link, { method: access(builder, callee, base), over });
  const object = callee.questionDotToken
    ? tested(builder, base, { over, origin: callee.expression })
    : held(builder, base, callee.expression);
  if (!callee.questionDotToken && waitsInArguments(builder, link)) probe(builder, callee.expression, object);
  const method = access(builder, callee, object);
  if (!link.questionDotToken) return code`${method}(${lowerArguments(builder, link)})`;
  if (waitsInArguments(builder, link)) return callTested(builder, link, { method, over });
  const found = tested(builder, method, { over, origin: callee });
  const values = lowerArguments(builder, link);
  return code`${found}.call(${joinCode(values.length > 0 ? [object, values] : [object])})`;
}

/** A method cannot be kept while its arguments are waited for: it is read again. */
function callTested(builder: Builder, link: ts.CallChain, { method, over }: { readonly method: Code; readonly over: Block }): Code {
  const on = builder.block('on');
  builder.test(code`${method} == null`, over, on);
  builder.start(on);
  return code`${method}(${lowerArguments(builder, link)})`;
}

function waitsInArguments(builder: Builder, link: ts.CallChain): boolean {
  return link.arguments.some((argument) => builder.session.hasWait(argument));
}

function callFunction(builder: Builder, link: ts.CallChain, over: Block): Code {
  const callee = follow(builder, link.expression, over);
  const inner = unwrap(link.expression);
  if (link.questionDotToken && ts.isIdentifier(inner) && !builder.variableOf(inner))
    return callTested(builder, link, { method: callee, over });
  const found = link.questionDotToken ? tested(builder, callee, { over, origin: link.expression }) : held(builder, callee, link.expression);
  return code`${found}(${lowerArguments(builder, link)})`;
}

function lowerArguments(builder: Builder, link: ts.CallChain): Code {
  const codes = builder.lower.operands(builder, listOperands(link.arguments));
  return joinCode(link.arguments.map((argument) => builder.copy(argument, codes)));
}

/** A value in a variable, so that it can be used twice. */
function held(builder: Builder, value: Code, origin: ts.Node): Code {
  if (onlyRead(value)?.constant) return value;
  const temporary = builder.temporary('link', origin);
  builder.emit(declare(temporary, value));
  return [read(temporary)];
}

function tested(builder: Builder, value: Code, { over, origin }: { readonly over: Block; readonly origin: ts.Node }): Code {
  const object = held(builder, value, origin);
  const on = builder.block('on');
  builder.test(code`${object} == null`, over, on);
  builder.start(on);
  return object;
}
