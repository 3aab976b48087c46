/**
 * TypeScript's own errors, passed on.
 *
 * Always: an error of TypeScript that follows from a mistake which a check has named already is left out.
 */
import type { Sources } from '../1-load/index.js';
import type { WorkflowModel } from '../2-analyze/index.js';
import { typescriptError, type Diagnostic, type Diagnostics, type Place } from '../diagnostics/index.js';
import { ts } from '../typescript.js';
import { mayBeOutdated } from './generated-imports.js';

/** Errors of the configuration and of the files' syntax. Gives the files that have none: of others nothing else can be said. */
export function checkSourceSyntax(
  { program, project }: Sources,
  files: readonly ts.SourceFile[],
  diagnostics: Diagnostics,
): ReadonlySet<ts.SourceFile> {
  for (const error of [...project.configErrors, ...program.getOptionsDiagnostics()]) diagnostics.add(passOn(error, project.root));
  const readable = files.filter((file) => {
    const errors = program.getSyntacticDiagnostics(file);
    diagnostics.add(...errors.map((error) => passOn(error, project.root)));
    return errors.length === 0;
  });
  return new Set(readable);
}

/** Errors of the files' types. */
export function checkSourceTypes(
  sources: Sources,
  files: Iterable<ts.SourceFile>,
  { models, diagnostics }: { readonly models: readonly WorkflowModel[]; readonly diagnostics: Diagnostics },
): void {
  const errors = [...files]
    .flatMap((file) => sources.program.getSemanticDiagnostics(file))
    .filter((error) => error.category === ts.DiagnosticCategory.Error && !mayBeOutdated(error, sources, models));
  for (const error of errors) {
    const passed = passOn(error, sources.project.root);
    if (!isConsequence(error, diagnostics) && !diagnostics.explains(passed.place)) diagnostics.add(passed);
  }
}

function passOn(error: ts.Diagnostic, root: string): Diagnostic {
  const message = ts
    .flattenDiagnosticMessageText(error.messageText, '\n')
    .replaceAll(/\.?\n\s*/g, ': ')
    .replace(/\.$/, '');
  return typescriptError(placeOfError(error, root), { message, number: String(error.code) });
}

/** Errors of the configuration may have no place; they are shown at the project. */
function placeOfError({ file, start, length }: ts.Diagnostic, root: string): Place {
  return file
    ? { file, start: start ?? 0, length: length ?? 0 }
    : { file: { fileName: `${root}/tsconfig.json`, text: '' }, start: 0, length: 0 };
}

type Level = (node: ts.Node) => boolean;

/** Errors that TypeScript reports at the head of something although the mistake stands elsewhere in it. */
const errorsOfHeads: ReadonlyMap<number, Level> = new Map([
  ...[1238].map((code): [number, Level] => [code, ts.isClassLike]),
  ...[1240, 1241, 2355, 2366, 7030].map((code): [number, Level] => [code, ts.isClassElement]),
  ...[1270, 1271].map((code): [number, Level] => [code, (node) => ts.isClassElement(node) || ts.isClassLike(node)]),
  ...[2345, 2769].map((code): [number, Level] => [code, ts.isCallExpression]),
]);

function isConsequence({ code, file, start }: ts.Diagnostic, diagnostics: Diagnostics): boolean {
  const level = errorsOfHeads.get(code);
  if (level === undefined || !file || start === undefined) return false;
  const whole = nodeAround(file, start, level);
  return whole !== undefined && diagnostics.covers({ file, start: whole.getStart(), length: whole.end - whole.getStart() });
}

/** The innermost node of a kind around a position. */
function nodeAround(file: ts.SourceFile, position: number, isWanted: Level): ts.Node | undefined {
  const search = (node: ts.Node): ts.Node | undefined => {
    if (position < node.getStart(file) || position >= node.end) return undefined;
    return ts.forEachChild(node, search) ?? (isWanted(node) ? node : undefined);
  };
  return ts.forEachChild(file, search);
}
