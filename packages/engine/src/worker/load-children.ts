/**
 * Loads what a worker needs of the workflows that one of its own starts: their graphs, and the error classes with which
 * their results are opened. Their objects are made by the workers that run them.
 */
import type { Graph } from '@waystone/core/graph';
import type { ErrorClass, Program } from '@waystone/core/runtime';
import { createCodec } from '../codec/index.js';
import type { Codec, CodecOptions } from '../codec/index.js';

type Errors = Readonly<Record<string, ErrorClass>>;

export interface LoadedChild {
  readonly graph: Graph;
  /** Knows the error classes of the child, by the names that they have there. */
  readonly codec: Codec;
}

/** What a program knows through its children. */
export interface Family {
  readonly children: ReadonlyMap<string, LoadedChild>;
  /** The program's own error classes and those of all its descendants: a child's error may go on through its parent. */
  readonly errors: Errors;
}

export async function loadFamily(program: Program, options: Omit<CodecOptions, 'errors'>): Promise<Family> {
  const children = new Map<string, LoadedChild>();
  for (const [name, module] of Object.entries(program.children ?? {})) {
    const loaded = await module.load();
    const errors = await errorsOf(loaded.program);
    children.set(name, { graph: module.graph, codec: createCodec({ ...options, errors }) });
  }
  return { children, errors: await errorsOf(program) };
}

/** Breadth first, so that the nearest class has its own name; another one of that name gets that of its workflow as well. */
async function errorsOf(root: Program): Promise<Errors> {
  const errors: Record<string, ErrorClass> = { ...root.errors };
  const known = new Set<unknown>(Object.values(errors));
  const seen = new Set([root.graph.workflow]);
  for (let generation = [root]; generation.length > 0;) {
    generation = await childrenOf(generation, seen);
    for (const { graph, errors: inherited } of generation) {
      for (const [name, errorClass] of Object.entries(inherited)) {
        if (known.has(errorClass)) continue;
        known.add(errorClass);
        errors[Object.hasOwn(errors, name) ? `${graph.workflow}/${name}` : name] = errorClass;
      }
    }
  }
  return errors;
}

async function childrenOf(parents: readonly Program[], seen: Set<string>): Promise<Program[]> {
  const children: Program[] = [];
  for (const { children: modules = {} } of parents) {
    for (const [name, module] of Object.entries(modules)) {
      if (seen.has(name)) continue;
      seen.add(name);
      children.push((await module.load()).program);
    }
  }
  return children;
}
