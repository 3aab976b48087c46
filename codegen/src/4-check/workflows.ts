/** Workflow classes: exported, named, not generic or abstract, with flows in one package and a `run` of at most one parameter. */
import { posix } from 'node:path';
import { allFlows, type WorkflowModel } from '../2-analyze/index.js';
import {
  positionAt,
  runHasTooManyParameters,
  workflowAbstract,
  workflowGeneric,
  workflowInherits,
  workflowNameInvalid,
  workflowNameTaken,
  workflowNotExported,
  workflowNotNamed,
  workflowWithoutRun,
  type Diagnostics,
} from '../diagnostics/index.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';

export function checkWorkflow({ model, diagnostics, packageOf }: Scene): void {
  const { declaration, className, options } = model;
  if (!declaration.name) return diagnostics.add(workflowNotNamed(options.decorator));
  if (!isExported(declaration)) diagnostics.add(workflowNotExported(declaration.name, { name: className }));
  if (declaration.typeParameters?.[0]) diagnostics.add(workflowGeneric(declaration.typeParameters[0], { name: className }));
  if (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract)
    diagnostics.add(workflowAbstract(options.decorator, { name: className }));
  checkLineage(model, packageOf, diagnostics);
  for (const name of new Set([model.name, model.presentName]))
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) diagnostics.add(workflowNameInvalid(nameNode(model), { name }));
  checkRun(model, diagnostics);
}

/** What code between waits mentions is imported anew by the generated module; what another package imports may not be there. */
function checkLineage(
  { className, lineage, file, ...model }: WorkflowModel,
  packageOf: Scene['packageOf'],
  diagnostics: Diagnostics,
): void {
  const { unseen } = lineage;
  if (unseen)
    diagnostics.add(workflowInherits(unseen, { name: className, base: unseen.getText(), reason: 'whose source cannot be looked into' }));
  const isElsewhere = ({ fileName }: ts.SourceFile): boolean =>
    fileName !== file.fileName && packageOf(fileName) !== packageOf(file.fileName);
  const elsewhere = allFlows(model).find(({ method }) => isElsewhere(method.getSourceFile()));
  const base = elsewhere && ts.findAncestor(elsewhere.method, ts.isClassDeclaration)?.name?.text;
  const place = extendedOf(lineage.classes[0]);
  if (base && place)
    diagnostics.add(workflowInherits(place, { name: className, base, reason: `whose flow \`${elsewhere.name}\` is in another package` }));
}

function extendedOf(declaration: ts.ClassDeclaration | undefined): ts.Node | undefined {
  return declaration?.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
}

function checkRun({ run, declaration, className }: WorkflowModel, diagnostics: Diagnostics): void {
  if (!run) return diagnostics.add(workflowWithoutRun(declaration.name ?? declaration, { name: className }));
  const [, second] = run.method.parameters;
  if (second) diagnostics.add(runHasTooManyParameters(second, { count: String(run.method.parameters.length) }));
}

/** Names are unique in a build. */
export function checkNames(models: readonly WorkflowModel[], diagnostics: Diagnostics): void {
  for (const [index, model] of models.entries()) {
    const earlier = models.slice(0, index);
    for (const kind of ['name', 'presentName'] as const) {
      const other = earlier.find((each) => each[kind] === model[kind]);
      if (other) diagnostics.add(workflowNameTaken(nameNode(model), { name: model[kind], other: whereIs(other, model) }));
    }
  }
}

function whereIs({ declaration, file, className }: WorkflowModel, from: WorkflowModel): string {
  const { line } = positionAt(file.text, declaration.name?.getStart() ?? declaration.getStart());
  if (file === from.file) return `\`${className}\` on line ${line}`;
  const path = posix.relative(posix.dirname(from.file.fileName), file.fileName);
  return `\`${className}\` in \`${path}\`, line ${line}`;
}

/** Where the author gave the name: in the options, else as the name of the class. */
function nameNode({ options, declaration }: WorkflowModel): ts.Node {
  const { expression } = options;
  const properties = expression && ts.isObjectLiteralExpression(expression) ? expression.properties : [];
  return properties.find((property) => property.name?.getText() === 'name') ?? declaration.name ?? declaration;
}

/** `export class Order`, or `class Order` with `export { Order }` in the same file. */
function isExported(declaration: ts.ClassDeclaration): boolean {
  const flags = ts.getCombinedModifierFlags(declaration);
  const isDefault = (flags & ts.ModifierFlags.Default) !== 0;
  if (flags & ts.ModifierFlags.Export && !isDefault) return true;
  return declaration.getSourceFile().statements.some((statement) => exportsName(statement, declaration.name?.text));
}

function exportsName(statement: ts.Statement, name: string | undefined): boolean {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier || !statement.exportClause) return false;
  return (
    ts.isNamedExports(statement.exportClause) &&
    statement.exportClause.elements.some((element) => !element.propertyName && element.name.text === name)
  );
}
