/**
 * Finds what belongs to a build: the author's TypeScript configuration, the workflow files and the folder to write.
 *
 * Always: paths are absolute, with `/`; the files of the output folder are never inputs.
 */
import { Files, type Pattern } from '../files/index.js';
import { getFileMatcherPatterns, ts } from '../typescript.js';

/** What is built, and where to. */
export interface ProjectOptions {
  /** The author's project folder. */
  readonly root: string;
  /** Globs of workflow files, relative to `root`. Default: `src/**\/*.workflow.ts`. */
  readonly include?: readonly string[];
  /** Folder of the generated modules, relative to `root`. Default: `src/generated`. */
  readonly outDir?: string;
  /** The TypeScript configuration, relative to `root`. Default: the nearest `tsconfig.json`. */
  readonly tsconfig?: string;
  /** Folder where builds are kept, for later ones in any process; relative to `root`. Default: they are not kept. */
  readonly cacheDir?: string;
}

export interface Project {
  readonly root: string;
  readonly outDir: string;
  /** Folder of the nearest `package.json`; if there is none, the root. */
  readonly packageRoot: string;
  readonly compilerOptions: ts.CompilerOptions;
  readonly workflowFiles: readonly string[];
  /** Declaration files that the configuration names: they may declare globals. */
  readonly ambientFiles: readonly string[];
  /** Errors of the configuration itself. */
  readonly configErrors: readonly ts.Diagnostic[];
}

const defaultInclude = ['src/**/*.workflow.ts'];
const defaultOutDir = 'src/generated';
const ignored = ['**/node_modules', '**/dist'];
const declarations = ['.d.ts', '.d.mts', '.d.cts'];

/** Reads the configuration and lists the files. */
export function findProject(options: ProjectOptions, files = new Files()): Project {
  const root = absolute(options.root);
  const outDir = absolute(options.outDir ?? defaultOutDir, root);
  const config = readConfig({ root, outDir, files }, options.tsconfig);
  const include = options.include ?? defaultInclude;
  const found = files.matching(patternOf(root, { include, exclude: [...ignored, outDir], endings: ['.ts', '.mts'] }));
  return {
    root,
    outDir,
    packageRoot: packageAround(root, files) ?? root,
    compilerOptions: { ...config.options, ...analysisOptions },
    workflowFiles: found.toSorted(),
    ambientFiles: config.fileNames.filter((file) => declarations.some((ending) => file.endsWith(ending))),
    configErrors: config.errors,
  };
}

/** The folder of the nearest `package.json`. */
export function packageAround(folder: string, files: Files): string | undefined {
  const found = ts.findConfigFile(folder, (file) => files.hasFile(file), 'package.json');
  return found?.slice(0, found.lastIndexOf('/'));
}

interface Globs {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly endings: readonly string[];
}

function patternOf(root: string, { include, exclude, endings }: Globs): Pattern {
  const caseSensitive = ts.sys.useCaseSensitiveFileNames;
  const patterns = getFileMatcherPatterns(root, exclude, include, caseSensitive, root);
  return {
    folders: patterns.basePaths,
    file: patterns.includeFilePattern,
    ...(patterns.includeDirectoryPattern && { folder: patterns.includeDirectoryPattern }),
    ...(patterns.excludePattern && { excluded: patterns.excludePattern }),
    endings,
    caseSensitive,
  };
}

/** Nothing is written by TypeScript, and libraries are taken as they are. */
const analysisOptions: ts.CompilerOptions = {
  noEmit: true,
  skipLibCheck: true,
  skipDefaultLibCheck: true,
  composite: false,
  incremental: false,
  declaration: false,
  declarationMap: false,
  // The author's compiler may be older than ours, and decides for itself what it deprecates.
  ignoreDeprecations: '6.0',
};

const withoutConfig: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  experimentalDecorators: true,
};

interface Config {
  readonly options: ts.CompilerOptions;
  readonly fileNames: readonly string[];
  readonly errors: readonly ts.Diagnostic[];
}

interface Surroundings {
  readonly root: string;
  readonly outDir: string;
  readonly files: Files;
}

function readConfig(surroundings: Surroundings, tsconfig: string | undefined): Config {
  const { root, files } = surroundings;
  const path = tsconfig === undefined ? ts.findConfigFile(root, (file) => files.hasFile(file)) : absolute(tsconfig, root);
  if (path === undefined) return { options: withoutConfig, fileNames: [], errors: [] };
  const errors: ts.Diagnostic[] = [];
  const parsed = ts.getParsedCommandLineOfConfigFile(
    path,
    {},
    configHost(surroundings, (error) => errors.push(error)),
  );
  if (parsed === undefined) return { options: withoutConfig, fileNames: [], errors };
  return {
    options: parsed.options,
    fileNames: parsed.fileNames,
    errors: [...errors, ...parsed.errors.filter(({ code }) => !left.has(code))],
  };
}

/** Of the files that a configuration includes, only declarations matter here, and only those that are nobody's output. */
function configHost({ root, outDir, files }: Surroundings, report: (error: ts.Diagnostic) => void): ts.ParseConfigFileHost {
  const hasSource = (file: string): boolean => {
    const base = file.replace(/\.d\.([cm]?)ts$/, '.$1ts');
    return files.hasFile(base) || files.hasFile(`${base}x`);
  };
  return {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    getCurrentDirectory: () => root,
    ...questionsOf(files),
    readDirectory: (folder, _endings, exclude, include) =>
      files
        .matching(patternOf(folder, { include, exclude: [...(exclude ?? []), outDir], endings: declarations }))
        .filter((file) => !hasSource(file)),
    onUnRecoverableConfigFileDiagnostic: report,
  };
}

/** The file system as TypeScript asks for it. */
export function questionsOf(
  files: Files,
): Required<Pick<ts.CompilerHost, 'fileExists' | 'readFile' | 'directoryExists' | 'getDirectories' | 'realpath'>> {
  return {
    fileExists: (path) => files.hasFile(path),
    readFile: (path) => files.read(path),
    directoryExists: (path) => files.hasFolder(path),
    getDirectories: (path) => files.foldersIn(path),
    realpath: (path) => files.placeOf(path),
  };
}

/**
 * TypeScript's own codes of errors that are none here: "No inputs were found", since the workflow files are listed by us, and
 * "Unknown compiler option", since the author's compiler may be newer than ours.
 */
const left: ReadonlySet<number> = new Set([18003, 5023]);

function absolute(path: string, base = ts.sys.getCurrentDirectory()): string {
  return ts.sys.resolvePath(isAbsolute(path) ? path : `${base}/${path}`).replaceAll('\\', '/');
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:[\\/]/i.test(path);
}
