/**
 * Runs a compiled program step by step with the interpreter alone. Nothing of a step survives in memory: continuations,
 * results, signals and outcomes are sealed when it ends and opened when the next one begins, and every step has a new
 * instance of the class. A child is a run of its own beside that of its parent.
 */
import type { ChildReference } from '@waystone/core';
import { createCodec, type Codec } from '../../../packages/engine/src/codec/index.js';
import type { Case } from './case.js';
import type { Observed, Publication, TaskCall } from './observed.js';
import { loadFamily } from '../../../packages/engine/src/worker/load-children.js';
import { AdvancedRun, startOfTime } from './advanced-run.js';
import { present, type Member } from './programs.js';

/** A program, and all workflows of it, the program's own first. */
export type Runnable = Member & { readonly family?: readonly Member[] };

export async function runByAdvance(
  { Class, program, builds = [], family = [{ Class, program, builds }] }: Runnable,
  scripted: Case,
): Promise<Observed> {
  const members = await Promise.all(
    family.map(async (member) => ({ ...member, codec: createCodec({ errors: (await loadFamily(member.program, {})).errors }) })),
  );
  return new Household(members).run(scripted);
}

export interface LoadedMember extends Member {
  readonly codec: Codec;
}

/** The run of a program and those of all children, in one time. */
export class Household {
  readonly calls: TaskCall[] = [];
  readonly published: Publication[] = [];
  now = startOfTime;
  readonly #runs: AdvancedRun[] = [];
  readonly #byId = new Map<string, AdvancedRun>();

  readonly #members: readonly LoadedMember[];
  #steps = 0;

  constructor(members: readonly LoadedMember[]) {
    this.#members = members;
  }

  async run({ input, signals = [] }: Case): Promise<Observed> {
    const root = new AdvancedRun(this, present(this.#members[0]), { id: 'case', uid: 'uid' });
    this.#add(root, input);
    root.expect(signals);
    while (!root.outcome) {
      const ready = this.#runs.find(({ isReady }) => isReady);
      if (ready) await ready.step();
      else this.#pass();
    }
    return { outcome: root.describe(), calls: this.calls, published: this.published };
  }

  /** `undefined`: the id is taken. */
  start(
    workflow: string,
    input: unknown,
    id: string | undefined,
  ): { readonly reference: ChildReference; readonly run: AdvancedRun | undefined } {
    const member = present(this.#members.find(({ program }) => program.graph.workflow === workflow));
    const uid = `uid-${this.#runs.length}`;
    const reference = { instanceId: id ?? uid, workflow, uid };
    if (this.#byId.has(reference.instanceId)) return { reference, run: undefined };
    const run = new AdvancedRun(this, member, { id: reference.instanceId, uid });
    this.#add(run, input);
    return { reference, run };
  }

  /** The build that takes the next step. */
  nextBuild(member: LoadedMember): Member {
    const builds = [member, ...(member.builds ?? [])];
    this.#steps += 1;
    return present(builds[this.#steps % builds.length]);
  }

  find({ instanceId, uid }: ChildReference): AdvancedRun | undefined {
    const found = this.#byId.get(instanceId);
    return found?.uid === uid ? found : undefined;
  }

  ended(run: AdvancedRun): void {
    for (const each of this.#runs) each.childEnded(run);
  }

  #add(run: AdvancedRun, input: unknown): void {
    this.#runs.push(run);
    this.#byId.set(run.id, run);
    run.enter(input);
  }

  /** Moves on to the next thing that happens by itself. */
  #pass(): void {
    const [next] = this.#runs.filter(({ nextAt }) => nextAt < Infinity).toSorted((one, other) => one.nextAt - other.nextAt);
    if (!next) throw new Error('the program waits for something that never comes');
    this.now = Math.max(this.now, next.nextAt);
    next.pass();
  }
}
