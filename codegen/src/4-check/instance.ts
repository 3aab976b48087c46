/**
 * How flows use what is outside them: members of `this` are reached by name, tasks and flows are called in place, and
 * neither fields nor variables of modules are written.
 */
import { allFlows } from '../2-analyze/index.js';
import type { WorkflowModel } from '../2-analyze/index.js';
import { memberAsValue, memberComputed, moduleVariableWritten, privateNameUsed, thisAssigned, thisAsValue } from '../diagnostics/index.js';
import { memberOfThis, unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';
import { changedBy, rootName, symbolOf } from './writes.js';

export function checkInstance(scene: Scene): void {
  for (const flow of allFlows(scene.model)) {
    walk(flow.method, (node) => {
      if (node !== flow.method && hasOwnThis(node)) return false;
      for (const target of changedBy(node, scene.checker)) checkWritten(target, scene);
      if (node.kind === ts.SyntaxKind.ThisKeyword) checkThis(node, scene);
      if (ts.isPropertyAccessExpression(node)) checkMember(node, scene);
      if (ts.isPrivateIdentifier(node)) scene.diagnostics.add(privateNameUsed(node, { name: node.text }));
      return true;
    });
  }
}

/** Arrow functions have the `this` of what is around them; other functions and classes have their own. */
function hasOwnThis(node: ts.Node): boolean {
  return (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) || ts.isClassLike(node);
}

function checkThis(node: ts.Node, { diagnostics }: Scene): void {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return;
  if (ts.isElementAccessExpression(parent)) diagnostics.add(memberComputed(parent));
  else diagnostics.add(thisAsValue(node));
}

function checkMember(node: ts.PropertyAccessExpression, { model, diagnostics }: Scene): void {
  const member = memberOfThis(node);
  if (member === undefined) return;
  const allowed = allowedUse(member, model);
  if (allowed && !allowed.isUsed(node)) diagnostics.add(memberAsValue(node, { member, kind: allowed.kind, fix: allowed.fix }));
}

interface AllowedUse {
  readonly kind: string;
  readonly fix: string;
  isUsed(node: ts.Expression): boolean;
}

function allowedUse(member: string, model: WorkflowModel): AllowedUse | undefined {
  const callFix = `Call it where it is needed: \`await this.${member}(…)\``;
  if (model.tasks.has(member)) return { kind: 'task', fix: callFix, isUsed: isCalled };
  if (model.flows.has(member)) return { kind: 'flow', fix: callFix, isUsed: isCalled };
  const receiveFix = `Write \`await this.${member}.receive()\` or \`await this.${member}.poll()\` in place`;
  if (model.signals.has(member)) return { kind: 'signal', fix: receiveFix, isUsed: (node) => isCalledMember(node, ['receive', 'poll']) };
  const setFix = `Publish with \`this.${member}.set(…)\` in place, and keep the value in a variable to read it again`;
  if (model.statuses.has(member)) return { kind: 'status', fix: setFix, isUsed: (node) => isCalledMember(node, ['set']) };
  return undefined;
}

function isCalled(node: ts.Expression): boolean {
  return ts.isCallExpression(node.parent) && unwrap(node.parent.expression) === node;
}

function isCalledMember(node: ts.Expression, names: readonly string[]): boolean {
  const { parent } = node;
  return ts.isPropertyAccessExpression(parent) && names.includes(parent.name.text) && isCalled(parent);
}

function checkWritten(target: ts.Expression, { checker, diagnostics }: Scene): void {
  const member = rootMember(target);
  const name = rootName(target);
  if (member !== undefined) diagnostics.add(thisAssigned(target, { member }));
  else if (name && isOfModule(name, checker)) diagnostics.add(moduleVariableWritten(target, { variable: name.text }));
}

function isOfModule(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const declaration = symbolOf(name, checker)?.declarations?.[0];
  return declaration !== undefined && !ts.findAncestor(declaration, (node) => ts.isFunctionLike(node) || ts.isClassLike(node));
}

/** `limits` of `this.limits[0].upper`. */
function rootMember(target: ts.Expression): string | undefined {
  const node = unwrap(target);
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
  return memberOfThis(node) ?? rootMember(node.expression);
}
