/**
 * TypeScript's own errors, passed on.
 *
 * Always: an error of TypeScript that follows from a mistake which a check has named already is left out.
 */
import type { Sources } from '../1-load/index.js';
import { typescriptError, type Diagnostic, type Diagnostics, type Place } from '../diagnostics/index.js';
import { ts } from '../typescript.js';

/** Errors of the workflow files' syntax; with these nothing else can be said about a file. */
export function checkSourceSyntax({ program, files, project }: Sources, diagnostics: Diagnostics): void {
  const errors = [
    ...project.configErrors,
    ...program.getOptionsDiagnostics(),
    ...files.flatMap((file) => program.getSyntacticDiagnostics(file)),
  ];
  diagnostics.add(...errors.map((error) => passOn(error, project.root)));
}

/** Errors of the workflow files' types. */
export function checkSourceTypes({ program, files, project }: Sources, diagnostics: Diagnostics): void {
  const errors = files
    .flatMap((file) => program.getSemanticDiagnostics(file))
    .filter((error) => error.category === ts.DiagnosticCategory.Error);
  for (const error of errors) if (!isConsequence(error, diagnostics)) diagnostics.addUnlessCovered(passOn(error, project.root));
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

/** Errors that TypeScript reports at a declaration although the mistake stands elsewhere in it. */
const errorsOfDeclarations = new Map([
  [1238, 'class'],
  [1240, 'member'],
  [1241, 'member'],
  [1270, 'member'],
  [2355, 'member'],
  [2366, 'member'],
  [7030, 'member'],
]);

function isConsequence({ code, file, start }: ts.Diagnostic, diagnostics: Diagnostics): boolean {
  const level = errorsOfDeclarations.get(code);
  if (level === undefined || !file || start === undefined) return false;
  const declaration = declarationAt(file, start, level === 'class' ? ts.isClassLike : ts.isClassElement);
  return declaration !== undefined && diagnostics.covers({ file, start: declaration.pos, length: declaration.end - declaration.pos });
}

/** The outermost declaration of a kind around a position. */
function declarationAt(file: ts.SourceFile, position: number, isWanted: (node: ts.Node) => boolean): ts.Node | undefined {
  const search = (node: ts.Node): ts.Node | undefined => {
    if (position < node.pos || position >= node.end) return undefined;
    return isWanted(node) ? node : ts.forEachChild(node, search);
  };
  return ts.forEachChild(file, search);
}
