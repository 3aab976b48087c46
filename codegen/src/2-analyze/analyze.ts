/** Finds the workflow classes of the sources and makes their models. */
import { defaultHistory, placementOf, taskPolicy, type HistoryPolicy } from '@waystone/core';
import type { Sources } from '../1-load/index.js';
import { ts } from '../typescript.js';
import { classCodecsReachedFrom } from './class-codecs.js';
import { coreName } from './core-names.js';
import { evaluate } from './evaluate.js';
import { formerNamesIn, formerNamesOf } from './formerly.js';
import { lineageOf, membersOf, overriddenMethods } from './lineage.js';
import type { FlowKind, FlowModel, LoopOptions, OptionsModel, SignalModel, StatusModel, TaskModel, WorkflowModel } from './model.js';
import { problemsOf } from './option-problems.js';

/** Every workflow class, by file and position. */
export function analyze(sources: Sources): WorkflowModel[] {
  return sources.files.flatMap((file) => classesOf(file).flatMap((declaration) => workflowOf(declaration, sources) ?? []));
}

function classesOf(file: ts.SourceFile): ts.ClassDeclaration[] {
  return file.statements.filter((statement) => ts.isClassDeclaration(statement));
}

function workflowOf(declaration: ts.ClassDeclaration, sources: Sources): WorkflowModel | undefined {
  const { checker } = sources;
  const options = markersOf(declaration, checker).get('workflow');
  if (!options) return undefined;
  const className = declaration.name?.text ?? '';
  const lineage = lineageOf(declaration, checker);
  const members = membersOf(lineage);
  const flows = byName(methodsOf(members).flatMap((method) => flowOf(method, checker) ?? []));
  const presentName = nameOf(options, className);
  return {
    name: formerNamesOf(declaration, checker)[0]?.name ?? presentName,
    presentName,
    former: formerNamesIn(lineage, checker),
    className,
    declaration,
    lineage,
    members,
    file: declaration.getSourceFile(),
    options,
    history: (options.value.history as HistoryPolicy | undefined) ?? defaultHistory,
    ...workflowPlacement(options.value),
    run: flows.get('run'),
    flows,
    overridden: overriddenMethods(lineage).flatMap((method) => flowOf(method, checker) ?? []),
    tasks: byName(methodsOf(members).flatMap((method) => taskOf(method, checker) ?? [])),
    signals: byName(fieldsOf(members).flatMap((field) => signalOf(field, checker) ?? [])),
    statuses: byName(fieldsOf(members).flatMap((field) => statusOf(field, checker) ?? [])),
    codecs: classCodecsReachedFrom(declaration.getSourceFile(), sources),
  };
}

function workflowPlacement(options: Readonly<Record<string, unknown>>): Pick<WorkflowModel, 'placement' | 'problems'> {
  const problems = problemsOf(options, placementOf);
  return { placement: problems.length > 0 ? {} : placementOf(options), problems };
}

function nameOf({ value }: OptionsModel, className: string): string {
  return typeof value['name'] === 'string' ? value['name'] : defaultName(className);
}

/** The name, in the graph and in the store, of the workflow that a class is; `undefined`: it is none. */
export function workflowNameOf(declaration: ts.ClassDeclaration, checker: ts.TypeChecker): string | undefined {
  const options = markersOf(declaration, checker).get('workflow');
  return options && (formerNamesOf(declaration, checker)[0]?.name ?? nameOf(options, declaration.name?.text ?? ''));
}

/** `OrderWorkflow` → `order`, `HTTPProbe` → `http-probe`. */
export function defaultName(className: string): string {
  const base = className.replace(/Workflow$/, '') || className;
  return base
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

function byName<T extends { readonly name: string }>(members: readonly T[]): ReadonlyMap<string, T> {
  return new Map(members.map((member) => [member.name, member]));
}

function methodsOf(members: readonly ts.ClassElement[]): ts.MethodDeclaration[] {
  return members.filter((member) => ts.isMethodDeclaration(member)).filter((method) => method.body !== undefined && !isStatic(method));
}

function fieldsOf(members: readonly ts.ClassElement[]): ts.PropertyDeclaration[] {
  return members.filter((member) => ts.isPropertyDeclaration(member)).filter((field) => !isStatic(field));
}

function isStatic(member: ts.ClassElement): boolean {
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
}

/** The decorators of `@waystone/core` on a declaration, with their options. */
export function markersOf(declaration: ts.HasDecorators, checker: ts.TypeChecker): Map<string, OptionsModel> {
  const markers = new Map<string, OptionsModel>();
  for (const decorator of ts.getDecorators(declaration) ?? []) {
    const call = ts.isCallExpression(decorator.expression) ? decorator.expression : undefined;
    const name = coreName(call?.expression ?? decorator.expression, checker);
    if (name) markers.set(name, optionsOf(decorator, call?.arguments[0], checker));
  }
  return markers;
}

function optionsOf(decorator: ts.Decorator, expression: ts.Expression | undefined, checker: ts.TypeChecker): OptionsModel {
  if (!expression) return { decorator, value: {} };
  const evaluated = evaluate(expression, checker);
  if ('unknown' in evaluated) return { decorator, expression, unknown: evaluated.unknown, value: {} };
  const isObject = typeof evaluated.value === 'object' && evaluated.value !== null;
  return { decorator, expression, value: isObject ? (evaluated.value as Record<string, unknown>) : {} };
}

const flowMarkers: readonly Exclude<FlowKind, 'run'>[] = ['flow', 'fork', 'branch', 'loop'];

function flowOf(method: ts.MethodDeclaration, checker: ts.TypeChecker): FlowModel | undefined {
  if (!ts.isIdentifier(method.name)) return undefined;
  const name = method.name.text;
  const markers = markersOf(method, checker);
  const kind = flowMarkers.find((marker) => markers.has(marker));
  if (name === 'run') return { kind: 'run', name, method };
  const options = kind && markers.get(kind);
  if (!kind || !options) return undefined;
  return { kind, name, method, options, ...(kind === 'loop' && { loop: loopOptions(options.value) }) };
}

function loopOptions({ maxIterations, onMax }: Readonly<Record<string, unknown>>): LoopOptions {
  return { maxIterations: typeof maxIterations === 'number' ? maxIterations : undefined, onMax: onMax === 'exit' ? 'exit' : 'fail' };
}

function taskOf(method: ts.MethodDeclaration, checker: ts.TypeChecker): TaskModel | undefined {
  const options = markersOf(method, checker).get('task');
  if (!options || !ts.isIdentifier(method.name)) return undefined;
  return { name: method.name.text, method, options, ...policyOf(options.value) };
}

function policyOf(options: Readonly<Record<string, unknown>>): Pick<TaskModel, 'policy' | 'problems'> {
  const problems = problemsOf(options, taskPolicy);
  return problems.length > 0 ? { problems } : { policy: taskPolicy(options), problems };
}

function signalOf(field: ts.PropertyDeclaration, checker: ts.TypeChecker): SignalModel | undefined {
  const call = fieldCall(field, 'signal', checker);
  return call && ts.isIdentifier(field.name) ? { name: field.name.text, field } : undefined;
}

function statusOf(field: ts.PropertyDeclaration, checker: ts.TypeChecker): StatusModel | undefined {
  const call = fieldCall(field, 'status', checker);
  if (!call || !ts.isIdentifier(field.name)) return undefined;
  const expression = call.arguments[0];
  if (!expression) return { name: field.name.text, field };
  const evaluated = evaluate(expression, checker);
  return { name: field.name.text, field, expression, ...('value' in evaluated && { initial: evaluated }) };
}

function fieldCall(field: ts.PropertyDeclaration, name: string, checker: ts.TypeChecker): ts.CallExpression | undefined {
  const { initializer } = field;
  return initializer && ts.isCallExpression(initializer) && coreName(initializer.expression, checker) === name ? initializer : undefined;
}
