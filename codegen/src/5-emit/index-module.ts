/**
 * The generated index: `workflows` binds instances of the classes to their graphs, `clients` makes typed clients.
 *
 * Always: importing it loads graphs only; the author's modules are loaded when a worker asks for the code.
 */
import type { WorkflowModel } from '../2-analyze/index.js';
import { importPath } from './import-paths.js';
import { camelCase, quote } from './literals.js';
import type { ModuleTarget } from './modules.js';

export function emitIndex(models: readonly WorkflowModel[], target: ModuleTarget): string {
  const workflows = models.toSorted((one, other) => (one.presentName < other.presentName ? -1 : 1)).map((model) => entryOf(model, models));
  return [
    '/** Workflows to run and clients to start them with. Made by `waystone build`; do not edit. */',
    `import { bind, typedClient, type BoundWorkflow, type ClientOptions, type Store, type WorkflowClient } from '@waystone/engine';`,
    `import type { WorkflowModule } from '@waystone/core/runtime';`,
    ...workflows.flatMap((entry) => importLines(entry, target)),
    '',
    ...workflows.flatMap((entry) => moduleLines(entry, target)),
    '/** Binds an instance of a class to its graph, for `new Worker({ workflows: [workflows.…(…)] })`. */',
    'export const workflows = {',
    ...workflows.map(
      ({ key, className }) => `  ${key}: (instance: ${className}): BoundWorkflow<${className}> => bind(${key}Module, instance),`,
    ),
    '};',
    '',
    '/** A typed client per workflow. Loads none of what the workflows depend on. */',
    'export interface Clients {',
    ...workflows.map(({ key, className }) => `  readonly ${key}: WorkflowClient<${className}>;`),
    '}',
    '',
    'export function clients(store: Store, options?: ClientOptions): Clients {',
    '  return {',
    ...workflows.map(({ key, className }) => `    ${key}: typedClient<${className}>(store, ${key}Module.graph, options),`),
    '  };',
    '}',
    '',
  ].join('\n');
}

interface Entry {
  readonly model: WorkflowModel;
  /** `orderRefund` for workflow `order-refund`. */
  readonly key: string;
  /** Local name of the class; made unique where two files export one name. */
  readonly className: string;
}

function entryOf(model: WorkflowModel, models: readonly WorkflowModel[]): Entry {
  const key = camelCase(model.presentName);
  const isShared = models.some((other) => other !== model && other.className === model.className);
  return { model, key, className: isShared ? `${model.className}_${key}` : model.className };
}

function importLines({ model, key, className }: Entry, { outDir, style }: ModuleTarget): string[] {
  const from = importPath(outDir, model.file.fileName, style);
  const type = className === model.className ? className : `${model.className} as ${className}`;
  return [
    `import type { ${type} } from ${quote(from)};`,
    `import { graph as ${key}Graph, source as ${key}Source } from ${quote(importPath(outDir, `${outDir}/${model.name}.graph.ts`, style))};`,
  ];
}

function moduleLines({ model, key }: Entry, { outDir, style }: ModuleTarget): string[] {
  const code = quote(importPath(outDir, `${outDir}/${model.name}.code.ts`, style));
  return [`const ${key}Module: WorkflowModule = { graph: ${key}Graph, source: ${key}Source, load: () => import(${code}) };`, ''];
}
