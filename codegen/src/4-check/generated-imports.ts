/**
 * Files that import what the build is about to generate: what TypeScript says of them may be outdated, or wrong because nothing was
 * generated yet. The author's own compiler says it afterwards.
 */
import type { Sources } from '../1-load/index.js';
import { allFlows, filesOf, type WorkflowModel } from '../2-analyze/index.js';
import { ts } from '../typescript.js';

/** Whether an error of TypeScript may be due to what was generated before, or was not. Flows can use nothing of that. */
export function mayBeOutdated({ file, start = 0 }: ts.Diagnostic, sources: Sources, models: readonly WorkflowModel[]): boolean {
  if (!file || !importsGenerated(file, sources)) return false;
  const flows = models.filter((model) => filesOf(model).includes(file)).flatMap(allFlows);
  return !flows.some(({ method }) => method.getSourceFile() === file && method.pos <= start && start < method.end);
}

function importsGenerated(file: ts.SourceFile, { project: { outDir }, reachedFrom }: Sources): boolean {
  const isGenerated = (path: string): boolean => path === outDir || path.startsWith(`${outDir}/`);
  return importedBy(file).some(isGenerated) || [...reachedFrom(file.fileName)].some(isGenerated);
}

/** Paths of relative imports, found or not. */
function importedBy({ fileName, statements }: ts.SourceFile): readonly string[] {
  const folder = fileName.slice(0, fileName.lastIndexOf('/'));
  const specifiers = statements.flatMap((statement) => (ts.isImportDeclaration(statement) ? [statement.moduleSpecifier] : []));
  return specifiers.flatMap((specifier) =>
    ts.isStringLiteral(specifier) && specifier.text.startsWith('.')
      ? [ts.sys.resolvePath(`${folder}/${specifier.text}`).replaceAll('\\', '/')]
      : [],
  );
}
