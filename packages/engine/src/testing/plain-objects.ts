/**
 * The objects of a plain run: each instance has one of its own.
 *
 * Always: the functions of the test that make them are called no more often than objects are needed.
 */
import { assert } from '@waystone/core';
import { createCodec } from '../codec/index.js';
import type { Codec } from '../codec/index.js';
import type { BoundWorkflow } from '../worker/bind.js';
import { loadFamily } from '../worker/load-children.js';
import { boundOf } from './classes.js';
import type { AnyClass } from './classes.js';
import type { Loaded } from './plain-instance.js';

/** What makes them, anew each time. */
export interface Makers {
  readonly main: () => BoundWorkflow;
  readonly others: () => readonly BoundWorkflow[];
}

export class PlainObjects {
  /** One of each workflow; the main one first. */
  readonly known: readonly BoundWorkflow[];
  readonly #makers: Makers;
  /** By workflow. */
  readonly #codecs: ReadonlyMap<string, Codec>;
  /** Those that no instance has yet. */
  readonly #free: BoundWorkflow[];

  private constructor(makers: Makers, known: readonly BoundWorkflow[], codecs: ReadonlyMap<string, Codec>) {
    this.#makers = makers;
    this.known = known;
    this.#codecs = codecs;
    this.#free = [...known];
  }

  static async of(makers: Makers): Promise<PlainObjects> {
    const known = [makers.main(), ...makers.others()];
    const codecs = new Map<string, Codec>();
    for (const { module } of known) codecs.set(module.graph.workflow, createCodec(await loadFamily((await module.load()).program, {})));
    return new PlainObjects(makers, known, codecs);
  }

  /** One for the main workflow. */
  main(): Loaded {
    const [main] = this.known;
    assert(main, 'a plain run of nothing');
    return this.#take(main);
  }

  /** One of that class. `undefined`: no workflow is of it. */
  of(Class: AnyClass): Loaded | undefined {
    const meant = boundOf(this.known, Class);
    return meant && this.#take(meant);
  }

  #take({ module: { graph } }: BoundWorkflow): Loaded {
    const isMeant = ({ module }: BoundWorkflow): boolean => module.graph.workflow === graph.workflow;
    if (!this.#free.some(isMeant))
      this.#free.push(...(this.known.findIndex(isMeant) === 0 ? [this.#makers.main()] : this.#makers.others()));
    const [bound] = this.#free.splice(this.#free.findIndex(isMeant), 1);
    const codec = this.#codecs.get(graph.workflow);
    assert(bound && codec, `no object of workflow ${graph.workflow} was made`);
    return { bound, codec };
  }
}
