/** What a worker can run: for every graph hash the program, the author's instance and the codec with its errors. */
import { StaleBuildError, WorkflowDuplicateError, WorkflowNotBuiltError, WrongClassError, assert } from '@waystone/core';
import type { TaskPolicy } from '@waystone/core';
import { memberName, type Graph, type Node } from '@waystone/core/graph';
import { nameField } from '@waystone/core/runtime';
import type { Program, Source } from '@waystone/core/runtime';
import { createCodec, rememberErrors } from '../codec/index.js';
import type { Codec } from '../codec/index.js';
import type { Continuation } from '../interpreter/continuation.js';
import { openContinuation, sealContinuation, standAt } from '../interpreter/envelope.js';
import type { Standing } from '../interpreter/envelope.js';
import { loadFamily } from './load-children.js';
import type { LoadedChild } from './load-children.js';
import { withAuthorStack } from './author-stack.js';
import type { BoundWorkflow } from './bind.js';
import { assertFresh } from './stale-build.js';

export class LoadedWorkflow {
  constructor(
    readonly program: Program,
    readonly instance: object,
    readonly codec: Codec,
    /** The workflows that it starts, by name. */
    readonly children: ReadonlyMap<string, LoadedChild>,
  ) {}

  openContinuation(node: string, envelope: Uint8Array): Continuation {
    return openContinuation(this.codec, node, envelope);
  }

  /** `root` is what errors call the value that the node was reached with. @throws ValueNotStorableError, naming the node, the variable and the path. */
  sealContinuation(continuation: Continuation, root = 'arguments'): { readonly node: string; readonly envelope: Uint8Array } {
    const { node } = continuation;
    return { node, envelope: sealContinuation(this.codec, continuation, root, this.program.graph.slots) };
  }

  /** Like {@link sealContinuation}, for a lane that goes on here. */
  standAt(continuation: Continuation): Standing {
    return standAt(this.codec, continuation, 'arguments', this.program.graph.slots);
  }

  /** An error that was thrown, or whatever else was; what cannot be stored of it is replaced by what it says. */
  sealError(error: unknown): Uint8Array {
    return this.codec.seal(withAuthorStack(error, { name: this.instance.constructor.name, flows: this.program.flows ?? {} }), 'error');
  }

  node(id: string): Node {
    const node = this.program.graph.nodes[id];
    assert(node, `graph ${this.program.graph.hash} has no node "${id}"`);
    return node;
  }

  /** Calls the author's method, by its name in the graph. */
  call(task: string, args: readonly unknown[]): unknown {
    const method = (this.instance as Readonly<Record<string, unknown>>)[memberName(this.program.graph, task)];
    assert(typeof method === 'function', `the instance has no task "${task}"`);
    return Reflect.apply(method, this.instance, args);
  }

  policy(task: string): TaskPolicy {
    const policy = this.program.graph.tasks[task];
    assert(policy, `graph ${this.program.graph.hash} has no task "${task}"`);
    return policy;
  }
}

export class Registry {
  #loaded: ReadonlyMap<string, LoadedWorkflow> = new Map();

  constructor(
    private readonly store: object,
    private readonly bound: readonly BoundWorkflow[],
    private readonly maxBytes: number | undefined,
  ) {}

  /**
   * Loads the code of every workflow and checks that it is what its class says. May be called again.
   *
   * @throws WorkflowNotBuiltError, StaleBuildError, WorkflowDuplicateError
   */
  async load(): Promise<void> {
    const loaded = new Map<string, LoadedWorkflow>();
    for (const workflow of this.bound) {
      assertBuilt(workflow);
      const { module, instance } = workflow;
      const { workflow: name, hash } = module.graph;
      assertFresh(module.source, name);
      if ([...loaded.values()].some(({ program }) => program.graph.workflow === name)) throw new WorkflowDuplicateError(name);
      const { program } = await module.load();
      if (program.graph.hash !== hash) throw new StaleBuildError(name, module.source.file);
      bindInstance(program, instance, module.source);
      const options = this.maxBytes === undefined ? {} : { maxBytes: this.maxBytes };
      const { children, errors } = await loadFamily(program, options);
      loaded.set(hash, new LoadedWorkflow(program, instance, createCodec({ ...options, errors }), children));
      rememberErrors(this.store, hash, errors);
    }
    this.#loaded = loaded;
  }

  graphs(): readonly Graph[] {
    return [...this.#loaded.values()].map(({ program }) => program.graph);
  }

  /** Names, of which no two are the same. */
  workflows(): readonly string[] {
    return this.graphs().map(({ workflow }) => workflow);
  }

  hashes(): readonly string[] {
    return [...this.#loaded.keys()];
  }

  of(hash: string): LoadedWorkflow {
    const workflow = this.#loaded.get(hash);
    assert(workflow, `a lane of graph ${hash} was claimed, which this worker does not know`);
    return workflow;
  }
}

/** Somebody who does not know of the build step passes the instance itself, or the class. */
function assertBuilt(workflow: Partial<BoundWorkflow>): void {
  if (workflow.module && workflow.instance) return;
  throw new WorkflowNotBuiltError(
    typeof workflow === 'function' ? (workflow as { name: string }).name : (workflow.constructor?.name ?? typeof workflow),
  );
}

/** The class itself, or any object, has none of the methods; a class that was renamed since has all of them. */
function assertOfClass(instance: object, { workflow, className }: { readonly workflow: string; readonly className: string }): void {
  const isClass = typeof instance === 'function';
  const isPlain = Object.getPrototypeOf(instance) === Object.prototype;
  if (isClass || isPlain) throw new WrongClassError(workflow, className, isClass ? 'the class itself' : 'a plain object');
}

/** Every task is a method and every signal and status a field, or the graph is not that of this class. */
function bindInstance({ graph }: Program, instance: object, { file, className }: Source): void {
  assertOfClass(instance, { workflow: graph.workflow, className });
  const memberOf = (name: string): unknown => (instance as Readonly<Record<string, unknown>>)[memberName(graph, name)];
  for (const task of Object.keys(graph.tasks)) if (typeof memberOf(task) !== 'function') throw new StaleBuildError(graph.workflow, file);
  for (const name of [...graph.signals, ...Object.keys(graph.statuses)]) {
    const field = memberOf(name);
    if (typeof field !== 'object' || field === null) throw new StaleBuildError(graph.workflow, file);
    nameField(field, name);
  }
}
