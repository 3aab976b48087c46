/**
 * The generated modules of one workflow: its graph (data) and its code.
 *
 * Always: the graph's module imports nothing of the author's; positions of the source show in the code's module alone.
 */
import type { Graph } from '@waystone/core/graph';
import { sourceHash, type Source } from '@waystone/core/runtime';
import { assert } from '@waystone/core';
import { graphName, type WorkflowModel } from '../2-analyze/index.js';
import type { LoweredWorkflow, ModuleName, Names } from '../3-lower/index.js';
import { digestsOf } from './digest.js';
import { flowPlaces, placesIn } from './flow-places.js';
import { makeGraph } from './graph.js';
import { importPath, type ImportStyle } from './import-paths.js';
import { camelCase, literal, quote } from './literals.js';
import { printPoint } from './print-point.js';
import { Locator } from './locate.js';
import { TextWriter } from './text-writer.js';

/** Where the modules are written, and how they refer to others. */
export interface ModuleTarget {
  /** Folder of the generated modules. */
  readonly outDir: string;
  /** Folder of the author's `package.json`. */
  readonly packageRoot: string;
  readonly style: ImportStyle;
}

interface EmittedModules {
  readonly graph: Graph;
  readonly graphModule: string;
  readonly codeModule: string;
}

export function emitWorkflow(lowered: LoweredWorkflow, target: ModuleTarget): EmittedModules {
  const { model, names, slots } = lowered;
  const vocabulary = {
    frame: names.frame,
    slots: slots.map((variable) => names.of(variable)),
    meanings: names.meanings,
    members: membersOf(model),
  };
  const digests = digestsOf(`({${codeText(lowered, target)}})`, vocabulary);
  const graph = makeGraph(lowered, digests);
  return { graph, graphModule: graphModule(lowered, graph, target), codeModule: codeModule(lowered, target) };
}

/** What renamed members are called in the graph. */
function membersOf(model: WorkflowModel): ReadonlyMap<string, string> {
  return new Map([...model.former.keys()].map((member) => [member, graphName(model, member)]));
}

function header(lowered: LoweredWorkflow, { outDir }: ModuleTarget, what: string): string {
  return `/** ${what} Made from ${importPath(outDir, lowered.model.file.fileName)} by \`waystone build\`; do not edit. */`;
}

function graphModule(lowered: LoweredWorkflow, graph: Graph, target: ModuleTarget): string {
  return [
    header(lowered, target, `The graph of workflow \`${graph.workflow}\`.`),
    `import type { Graph } from '@waystone/core/graph';`,
    `import type { Source } from '@waystone/core/runtime';`,
    '',
    `export const graph: Graph = ${literal(graph)};`,
    '',
    `export const source: Source = ${literal(sourceOf(lowered, target))};`,
    '',
  ].join('\n');
}

function sourceOf({ model, sources }: LoweredWorkflow, { packageRoot }: ModuleTarget): Source {
  const [own, ...others] = sources.map(({ fileName, text }) => ({
    file: importPath(packageRoot, fileName).replace(/^\.\//, ''),
    hash: sourceHash(text),
  }));
  assert(own, `workflow ${model.name} has no file`);
  return { ...own, className: model.className, ...(others.length > 0 && { others }) };
}

// ── code ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function codeModule(lowered: LoweredWorkflow, target: ModuleTarget): string {
  const locator = new Locator(target.outDir);
  const writer = new TextWriter(locator);
  const own = ownNames(lowered);
  writer.line('// @ts-nocheck');
  writer.line(header(lowered, target, `The code between the waits of workflow \`${lowered.model.name}\`.`));
  for (const line of importLines(lowered, target, own)) writer.line(line);
  writer.line('');
  writer.line(`const ${own.code} = {`);
  writer.indented(() => printPoints(lowered, writer));
  writer.line('};');
  writer.line('');
  writer.line(
    `const ${own.errors} = { ${lowered.errors.map(({ name, reference }) => errorEntry(name, lowered.names.ofModule(reference))).join(', ')} };`.replace(
      '{  }',
      '{}',
    ),
  );
  writer.line('');
  const children = childLines(lowered, target, own);
  const flows = flowLines(lowered, locator, own);
  const places = placeLines(lowered, target, own);
  for (const line of [...children, ...flows, ...places]) writer.line(line);
  const parts = [entry('graph', own.graph), entry('code', own.code), entry('errors', own.errors)];
  if (children.length > 0) parts.push(entry('children', own.children));
  if (flows.length > 0) parts.push(entry('flows', own.flows));
  if (places.length > 0) parts.push(entry('places', own.places));
  writer.line(`const ${own.program}: ${own.Program} = { ${parts.join(', ')} };`);
  writer.line(`export { ${named(own.program, 'program')} };`);
  writer.line('');
  // The map fits this file alone: before what is no code it goes when the types go, instead of standing in what was compiled.
  return `${writer.text()}${writer.mapComment(`${lowered.model.name}.code.ts`)}\nexport type {};\n`;
}

function entry(key: string, local: string): string {
  return key === local ? key : `${key}: ${local}`;
}

function errorEntry(name: string, local: string): string {
  return entry(/^[\w$]+$/.test(name) ? name : quote(name), local);
}

/** Names of the module's own, each none of the author's. */
function ownNames({
  names: { words, go },
}: LoweredWorkflow): Record<'code' | 'errors' | 'children' | 'flows' | 'places' | 'graph' | 'program' | 'Program' | 'go', string> {
  return {
    code: words.unused('code'),
    errors: words.unused('errors'),
    children: words.unused('children'),
    flows: words.unused('flows'),
    places: words.unused('places'),
    graph: words.unused('graph'),
    program: words.unused('program'),
    Program: words.unused('Program'),
    go,
  };
}

function flowLines(lowered: LoweredWorkflow, locator: Locator, own: ReturnType<typeof ownNames>): string[] {
  const places = flowPlaces(lowered, locator);
  return places ? [`const ${own.flows} = ${literal(places)};`, ''] : [];
}

function placeLines(lowered: LoweredWorkflow, { packageRoot }: ModuleTarget, own: ReturnType<typeof ownNames>): string[] {
  const places = placesIn(lowered, new Locator(packageRoot));
  return Object.keys(places).length === 0 ? [] : [`const ${own.places} = ${literal(places)};`, ''];
}

/** The workflows that this one starts, by name. Their code is loaded later: they may start this one. */
function childLines(lowered: LoweredWorkflow, { outDir, style }: ModuleTarget, own: ReturnType<typeof ownNames>): string[] {
  const lines = childrenOf(lowered).map((name) => {
    const code = quote(importPath(outDir, `${outDir}/${name}.code.ts`, style));
    return `  ${/^[\w$]+$/.test(name) ? name : quote(name)}: { graph: ${childGraph(name, lowered)}, load: () => import(${code}) },`;
  });
  return lines.length === 0 ? [] : [`const ${own.children} = {`, ...lines, '};', ''];
}

/** Names of the workflows that this one starts, sorted. */
function childrenOf({ waits }: LoweredWorkflow): string[] {
  const names = waits.flatMap(({ wait }) => (wait.wait === 'child' ? [wait.workflow] : []));
  return [...new Set(names)].toSorted();
}

/** Local name of a child's graph. */
function childGraph(workflow: string, { names: { words } }: LoweredWorkflow): string {
  return words.unused(`${camelCase(workflow)}ChildGraph`);
}

function named(local: string, exported: string): string {
  return local === exported ? local : `${local} as ${exported}`;
}

function importLines(lowered: LoweredWorkflow, { outDir, style }: ModuleTarget, own: ReturnType<typeof ownNames>): string[] {
  const { moduleNames, model, names } = lowered;
  const imports = new Map<string, ModuleName[]>();
  for (const name of moduleNames) {
    const from = specifierOf(name, outDir, style);
    imports.set(from, [...(imports.get(from) ?? []), name]);
  }
  const authors = [...imports]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([from, listed]) => importsFrom(from, listed, names));
  const graphImport = (workflow: string, local: string): string =>
    `import { ${imported('graph', local)} } from '${importPath(outDir, `${outDir}/${workflow}.graph.ts`, style)}';`;
  return [
    `import { ${imported('go', own.go)}, type ${imported('Program', own.Program)} } from '@waystone/core/runtime';`,
    ...authors,
    ...codecImports(model, { outDir, style }, imports),
    graphImport(model.name, own.graph),
    ...childrenOf(lowered).map((name) => graphImport(name, childGraph(name, lowered))),
  ];
}

/** Where classes are registered runs when the code is loaded, whatever else of it is used. */
function codecImports(
  { codecs }: WorkflowModel,
  { outDir, style }: Pick<ModuleTarget, 'outDir' | 'style'>,
  imports: ReadonlyMap<string, unknown>,
): string[] {
  const paths = codecs.files.map(({ fileName }) => importPath(outDir, fileName, style)).filter((path) => !imports.has(path));
  return paths.toSorted().map((path) => `import ${quote(path)};`);
}

function specifierOf({ specifier, file: { fileName } }: ModuleName, outDir: string, style: ImportStyle): string {
  if (specifier === undefined) return importPath(outDir, fileName, style);
  if (!specifier.startsWith('.')) return specifier;
  return importPath(outDir, `${fileName.slice(0, fileName.lastIndexOf('/'))}/${specifier}`);
}

function importsFrom(from: string, listed: readonly ModuleName[], names: Names): string[] {
  const clauses = listed.filter(({ imported: name }) => name === '*').map((name) => `* as ${names.ofModule(name)}`);
  const list = listed.filter(({ imported: name }) => name !== '*').map((name) => imported(name.imported, names.ofModule(name)));
  if (list.length > 0) clauses.push(`{ ${list.join(', ')} }`);
  return clauses.map((clause) => `import ${clause} from ${quote(from)};`);
}

function imported(name: string, local: string): string {
  return name === local ? name : `${name} as ${local}`;
}

function codeText(lowered: LoweredWorkflow, target: ModuleTarget): string {
  const writer = new TextWriter(new Locator(target.outDir));
  printPoints(lowered, writer);
  return writer.text();
}

function printPoints(lowered: LoweredWorkflow, writer: TextWriter): void {
  for (const point of lowered.points) printPoint(point, lowered, writer);
}
