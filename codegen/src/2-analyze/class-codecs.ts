/**
 * The classes whose instances can be stored, because a module that the workflow imports registers how.
 *
 * Always: a registration counts if it stands where it runs when its module is loaded. The generated code loads that module,
 * also where the author's imports are of types alone.
 */
import type { Sources } from '../1-load/index.js';
import { ts } from '../typescript.js';
import { coreName } from './core-names.js';

export interface ClassCodecs {
  readonly classes: ReadonlySet<ts.Symbol>;
  /** Where they are registered. */
  readonly files: readonly ts.SourceFile[];
}

const none: ClassCodecs = { classes: new Set(), files: [] };

/** What is registered by a file and by what it imports, directly or not. */
export function classCodecsReachedFrom(file: ts.SourceFile, { program, checker, reachedFrom }: Sources): ClassCodecs {
  const candidates = filesThatRegister(program);
  if (candidates.length === 0) return none;
  const reached = reachedFrom(file.fileName);
  const registering = candidates
    .filter(({ fileName }) => reached.has(fileName))
    .map((each) => ({ file: each, classes: registeredIn(each, checker) }))
    .filter(({ classes }) => classes.length > 0);
  return { classes: new Set(registering.flatMap(({ classes }) => classes)), files: registering.map((each) => each.file) };
}

const filesByProgram = new WeakMap<ts.Program, readonly ts.SourceFile[]>();

/** The files in which something may be registered. */
function filesThatRegister(program: ts.Program): readonly ts.SourceFile[] {
  const files =
    filesByProgram.get(program) ??
    program.getSourceFiles().filter((file) => !file.isDeclarationFile && file.text.includes('registerCodec'));
  filesByProgram.set(program, files);
  return files;
}

function registeredIn({ statements }: ts.SourceFile, checker: ts.TypeChecker): readonly ts.Symbol[] {
  return statements.flatMap(runWhenLoaded).flatMap(({ expression }) => registeredBy(expression, checker) ?? []);
}

/** Statements of the module and of the static blocks of its classes. */
function runWhenLoaded(statement: ts.Statement): readonly ts.ExpressionStatement[] {
  if (ts.isExpressionStatement(statement)) return [statement];
  if (!ts.isClassDeclaration(statement)) return [];
  const blocks = statement.members.filter((member) => ts.isClassStaticBlockDeclaration(member));
  return blocks.flatMap(({ body }) => body.statements.filter((inner) => ts.isExpressionStatement(inner)));
}

/** The class that a call of `registerCodec` is given. */
function registeredBy(call: ts.Expression, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (!ts.isCallExpression(call) || coreName(call.expression, checker) !== 'registerCodec') return undefined;
  const [type] = call.arguments;
  const prototype = type && checker.getTypeAtLocation(type).getProperty('prototype');
  return prototype && checker.getTypeOfSymbol(prototype).symbol;
}
