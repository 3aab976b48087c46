/**
 * Finds what belongs to a build: the author's TypeScript configuration, the workflow files and the folder to write.
 *
 * Always: paths are absolute, with `/`; the files of the output folder are never inputs.
 */
import { ts } from '../typescript.js';

export interface ProjectOptions {
  /** The author's project folder. */
  readonly root: string;
  /** Globs of workflow files, relative to `root`. Default: `src/**\/*.workflow.ts`. */
  readonly include?: readonly string[];
  /** Folder of the generated modules, relative to `root`. Default: `src/generated`. */
  readonly outDir?: string;
  /** The TypeScript configuration, relative to `root`. Default: the nearest `tsconfig.json`. */
  readonly tsconfig?: string;
}

export interface Project {
  readonly root: string;
  readonly outDir: string;
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
const declarationFile = /\.d\.[cm]?ts$/;

/** Reads the configuration and lists the files. */
export function findProject(options: ProjectOptions): Project {
  const root = absolute(options.root);
  const outDir = absolute(options.outDir ?? defaultOutDir, root);
  const config = readConfig(root, options.tsconfig);
  const found = ts.sys.readDirectory(root, ['.ts', '.mts'], [...ignored, outDir], options.include ?? defaultInclude);
  return {
    root,
    outDir,
    compilerOptions: { ...config.options, ...analysisOptions },
    workflowFiles: found.map((file) => absolute(file)).toSorted(),
    ambientFiles: config.fileNames.filter((file) => declarationFile.test(file)),
    configErrors: config.errors,
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

function readConfig(root: string, tsconfig: string | undefined): Config {
  const path = tsconfig === undefined ? ts.findConfigFile(root, (file) => ts.sys.fileExists(file)) : absolute(tsconfig, root);
  if (path === undefined) return { options: withoutConfig, fileNames: [], errors: [] };
  const errors: ts.Diagnostic[] = [];
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (diagnostic: ts.Diagnostic) => errors.push(diagnostic) };
  const parsed = ts.getParsedCommandLineOfConfigFile(path, {}, host);
  if (parsed === undefined) return { options: withoutConfig, fileNames: [], errors };
  return {
    options: parsed.options,
    fileNames: parsed.fileNames,
    errors: [...errors, ...parsed.errors.filter(({ code }) => code !== noInputsFound)],
  };
}

/** TypeScript's own code of "No inputs were found": the workflow files are listed by us. */
const noInputsFound = 18003;

function absolute(path: string, base = ts.sys.getCurrentDirectory()): string {
  return ts.sys.resolvePath(isAbsolute(path) ? path : `${base}/${path}`).replaceAll('\\', '/');
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:[\\/]/i.test(path);
}
