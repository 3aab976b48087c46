/** Markers and fields: each stands where it means something, and alone. */
import { allFlows, coreName, formerNamesOf, markersOf, type FlowModel } from '../2-analyze/index.js';
import {
  decoratorOnFlow,
  fieldMisplaced,
  markerConflict,
  markerMisplaced,
  markerNotCalled,
  markerOnRun,
  markerOutsideWorkflow,
  memberNameReserved,
  workflowNotExported,
} from '../diagnostics/index.js';
import type { Diagnostics } from '../diagnostics/index.js';
import { unwrap, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';

const markers = ['task', 'flow', 'fork', 'branch', 'loop', 'workflow'];

export function checkMembers(scene: Scene): void {
  const { model } = scene;
  const members = model.lineage.classes.flatMap((declaration) => [...declaration.members]);
  for (const member of [model.declaration, ...members]) checkCalled(member, scene);
  for (const member of members) checkMarkers(member, scene);
  for (const flow of allFlows(model)) checkOtherDecorators(flow, scene);
  checkReservedNames(scene);
}

function checkCalled(node: ts.Node, { checker, diagnostics }: Scene): void {
  for (const { marker, decorator } of markersIn(node, checker)) {
    const options = marker === 'loop' ? '{ maxIterations: … }' : '';
    if (!ts.isCallExpression(decorator.expression)) diagnostics.add(markerNotCalled(decorator, { marker, options }));
  }
}

/** What else stands on a flow has no effect: only its body is compiled. */
function checkOtherDecorators({ method, name }: FlowModel, { checker, diagnostics }: Scene): void {
  const ours = [...markersIn(method, checker), ...formerNamesOf(method, checker)].map(({ decorator }) => decorator);
  const others = (ts.getDecorators(method) ?? []).filter((decorator) => !ours.includes(decorator));
  for (const decorator of others) diagnostics.add(decoratorOnFlow(decorator, { decorator: decorator.getText(), flow: name }));
}

function checkMarkers(member: ts.ClassElement, { checker, diagnostics }: Scene): void {
  const found = markersIn(member, checker);
  const [first, second] = found;
  if (!first) return;
  const name = member.name?.getText() ?? '';
  const misplaced = whatIsMarked(member);
  if (misplaced) diagnostics.add(markerMisplaced(first.decorator, { marker: first.marker, what: misplaced }));
  else if (name === 'run') diagnostics.add(markerOnRun(first.decorator, { marker: first.marker }));
  else if (second) diagnostics.add(markerConflict(second.decorator, { member: name, first: first.marker, second: second.marker }));
}

interface FoundMarker {
  readonly marker: string;
  readonly decorator: ts.Decorator;
}

function markersIn(member: ts.Node, checker: ts.TypeChecker): FoundMarker[] {
  if (!ts.canHaveDecorators(member)) return [];
  return (ts.getDecorators(member) ?? []).flatMap((decorator) => {
    const expression = ts.isCallExpression(decorator.expression) ? decorator.expression.expression : decorator.expression;
    const marker = coreName(expression, checker);
    return marker !== undefined && markers.includes(marker) ? { marker, decorator } : [];
  });
}

/** What a marker stands on, if it is not a method that can be called by name; `undefined`: all is well. */
function whatIsMarked(member: ts.ClassElement): string | undefined {
  if (ts.isGetAccessor(member) || ts.isSetAccessor(member)) return 'an accessor';
  if (ts.isPropertyDeclaration(member)) return 'a field';
  const flags = ts.getCombinedModifierFlags(member);
  if (flags & ts.ModifierFlags.Static) return 'a static method';
  if (flags & ts.ModifierFlags.Abstract) return 'an abstract method';
  if (!member.name || ts.isPrivateIdentifier(member.name)) return 'a `#private` method';
  return ts.isIdentifier(member.name) ? undefined : 'a method with a computed or quoted name';
}

/** Members of every handle beside the workflow's own signals and statuses; `then` would make it a promise. */
export const handleMembers: readonly string[] =
  'constructor id result describe history signal send status cancel terminate pause resume then'.split(' ');

function checkReservedNames({ model, diagnostics }: Scene): void {
  const fields = [
    ...[...model.signals.values()].map(({ field, name }) => ({ field, name, kind: 'signal' })),
    ...[...model.statuses.values()].map(({ field, name }) => ({ field, name, kind: 'status' })),
  ];
  for (const { field, name, kind } of fields) {
    if (handleMembers.includes(name)) diagnostics.add(memberNameReserved(field.name, { kind, name }));
  }
}

/** Markers on classes that are no workflows, signals and statuses that are no fields. */
export function checkStrays(file: ts.SourceFile, scene: Pick<Scene, 'models' | 'checker' | 'diagnostics'>): void {
  const bases = new Set<ts.Node>(scene.models.flatMap(({ lineage }) => lineage.classes));
  const { checker, diagnostics } = scene;
  walk(file, (node) => {
    if (ts.isClassLike(node) && !mayHoldMembers(node, bases)) checkStrayClass(node, checker, diagnostics);
    if (ts.isCallExpression(node)) checkStrayField(node, { checker, diagnostics, bases });
  });
}

/** Classes that workflows extend hold members for them; abstract ones are there to be extended. */
function mayHoldMembers(node: ts.Node, bases: ReadonlySet<ts.Node>): boolean {
  if (!ts.isClassDeclaration(node) || !ts.isSourceFile(node.parent)) return false;
  return bases.has(node) || (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Abstract) !== 0;
}

/** Workflows are found among the statements of a module. */
function checkStrayClass(node: ts.ClassLikeDeclaration, checker: ts.TypeChecker, diagnostics: Diagnostics): void {
  const isWorkflow = ts.isClassDeclaration(node) && markersOf(node, checker).has('workflow');
  if (!isWorkflow) checkStrayMarkers(node, checker, diagnostics);
  else if (!ts.isSourceFile(node.parent)) diagnostics.add(workflowNotExported(node.name ?? node, { name: node.name?.text ?? 'class' }));
}

function checkStrayMarkers(declaration: ts.ClassLikeDeclaration, checker: ts.TypeChecker, diagnostics: Diagnostics): void {
  const found = [declaration, ...declaration.members].flatMap((node) => [
    ...markersIn(node, checker),
    ...formerNamesOf(node, checker).map(({ decorator }) => ({ marker: 'formerly', decorator })),
  ]);
  const name = declaration.name?.text ?? 'a class without a name';
  for (const { marker, decorator } of found) diagnostics.add(markerOutsideWorkflow(decorator, { marker, name }));
}

interface Strays {
  readonly checker: ts.TypeChecker;
  readonly diagnostics: Diagnostics;
  readonly bases: ReadonlySet<ts.Node>;
}

function checkStrayField(node: ts.CallExpression, { checker, diagnostics, bases }: Strays): void {
  const callee = unwrap(node.expression);
  if (!ts.isIdentifier(callee) && !ts.isPropertyAccessExpression(callee)) return;
  const kind = coreName(callee, checker);
  if ((kind === 'signal' || kind === 'status') && !isField(node.parent, node, bases)) diagnostics.add(fieldMisplaced(node, { kind }));
}

function isField(node: ts.Node, initializer: ts.Expression, bases: ReadonlySet<ts.Node>): boolean {
  if (!ts.isPropertyDeclaration(node) || node.initializer !== initializer || !ts.isIdentifier(node.name)) return false;
  const flags = ts.getCombinedModifierFlags(node);
  const isPublic = (flags & (ts.ModifierFlags.Static | ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0;
  return isPublic && mayHoldMembers(node.parent, bases);
}
