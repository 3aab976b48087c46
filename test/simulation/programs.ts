/**
 * The workflows that are simulated, compiled once per process: each in two builds, of which one calls a task by another name, so that
 * an instance of one build is none of the other's.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BoundWorkflow } from '@waystone/engine';
import type { Graph } from '@waystone/core/graph';
import type { ErrorClass } from '@waystone/core/runtime';
import { RandomProject } from '../compiler/random-programs/compiler.js';
import { moduleOf } from '../compiler/support/run-on-engine.js';
import { present, type Member } from '../compiler/support/programs.js';
import { plainEnd, RandomPrograms } from './random-program.js';
import type { World } from './workflows/world.js';

const folder = join(import.meta.dirname, 'workflows');

/** What the second build calls one of the tasks. */
const renamed: Readonly<Record<string, readonly [RegExp, string]>> = {
  drafts: [/\bwrite\b/g, 'pen'],
  family: [/\bnote\b/g, 'remark'],
  guard: [/\blight\b/g, 'kindle'],
  lanes: [/\badd\b/g, 'sum'],
  letters: [/\bfile\b/g, 'keep'],
  mail: [/\bopen\b/g, 'unfold'],
  progress: [/\bsecond\b/g, 'other'],
  transfer: [/\btell\b/g, 'report'],
};

export const builds = [0, 1] as const;
export type Build = (typeof builds)[number];

/** Which random program there is. */
export interface RandomChoice {
  readonly pool: number;
  readonly index: number;
}

/** What a process loads. */
export interface Loading {
  readonly build: Build;
  readonly random: RandomChoice | undefined;
}

export class Programs {
  readonly #random = new RandomPrograms();
  readonly #members: readonly (readonly Member[])[];

  constructor() {
    const world = { name: 'world', text: textOf('world.ts'), exports: {} };
    const project = new RandomProject([world]);
    const names = Object.keys(renamed);
    const texts = names.map((name) => textOf(`${name}.workflow.ts`));
    const second = names.map((name, index) => texts[index]!.replaceAll(...present(renamed[name])));
    const compiled = project.compile([...texts, ...second]).map((each) => {
      if ('refusedFor' in each) throw new Error(each.refusedFor.map(({ problem }) => problem).join('\n'));
      return each.load().family;
    });
    project.remove();
    this.#members = builds.map((build) => compiled.slice(build * names.length, (build + 1) * names.length).flat());
  }

  graph(workflow: string, one: Loading): Graph {
    return present(this.#of(one).find(({ program }) => program.graph.workflow === workflow)).program.graph;
  }

  /** Error classes of the random program. */
  errors({ random }: Loading): readonly ErrorClass[] {
    return random ? this.#random.at(random.pool, random.index).flatMap(({ program }) => Object.values(program.errors)) : [];
  }

  /** As one process loads them. */
  bind(one: Loading, world: World): readonly BoundWorkflow[] {
    return this.#of(one).map(({ Class, program }) => {
      const instance = new (Class as unknown as new (world: World) => object)(world);
      return { module: moduleOf(program), instance };
    });
  }

  /** What comes out of the random program, as text. */
  plainEnd({ random }: Pick<Loading, 'random'>, input: unknown): Promise<string> {
    const { pool, index } = present(random);
    return plainEnd(this.#random.at(pool, index), input);
  }

  #of({ build, random }: Loading): readonly Member[] {
    const own = random ? this.#random.at(random.pool, random.index) : [];
    return [...present(this.#members[build]), ...own];
  }
}

function textOf(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}
