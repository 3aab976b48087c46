/**
 * Gives variables the names that they have in generated code and for people, and names of the author's modules those that
 * they have in the generated one.
 *
 * Always: names are unique within a graph; none hides a name that copied code means.
 */
import { assert } from '@waystone/core';
import { filesOf } from '../2-analyze/index.js';
import type { Variable } from './ir.js';
import type { ModuleName } from './module-names.js';
import type { Session } from './session.js';
import type { Words } from './words.js';

export class Names {
  readonly #given = new Map<Variable, string>();
  readonly #modules = new Map<ModuleName, string>();
  readonly #taken: Set<string>;
  /** How far each name was counted. */
  readonly #counts = new Map<string, number>();
  /** Name of the frame in generated code. */
  readonly frame: string;
  /** Name of the function that makes a jump. */
  readonly go: string;

  constructor(private readonly session: Session) {
    const { words, moduleNames } = session;
    this.frame = words.unused('frame');
    this.go = words.unused('go');
    this.#taken = new Set([this.frame, this.go]);
    for (const name of moduleNames.used) this.#modules.set(name, this.#giveModule(name));
    for (const name of moduleNames.globals.keys()) this.#taken.add(name);
  }

  get words(): Words {
    return this.session.words;
  }

  /** Name of something of the author's modules in the generated one. */
  ofModule(name: ModuleName): string {
    const given = this.#modules.get(name);
    assert(given !== undefined, `\`${name.local}\` is used without being imported`);
    return given;
  }

  /** What names stand for that had to give way to others, whichever those are: the same under every change of them. */
  get meanings(): ReadonlyMap<string, string> {
    const meanings = new Map([[this.go, 'go']]);
    for (const [name, given] of this.#modules) meanings.set(given, this.#meaningOf(name));
    return meanings;
  }

  /** Told apart by the class whose module has the name, nearest first: that stays when other names come and go. */
  #meaningOf(name: ModuleName): string {
    const { local, file, isGenerated } = name;
    const isShared = [...this.#modules.keys()].some((other) => other !== name && other.local === local);
    const depth = isGenerated ? -1 : filesOf(this.session.model).indexOf(file);
    return this.#isGlobalElsewhere(name) || (isShared && depth !== 0) ? `${local}~${depth}` : local;
  }

  #giveModule(name: ModuleName): string {
    const wanted = name.isGenerated ? this.words.unused(name.local) : name.local;
    const isFree = !this.#taken.has(wanted) && !this.#isGlobalElsewhere(name);
    const given = isFree ? wanted : this.#numbered(name.local);
    this.#taken.add(given);
    return given;
  }

  /** Code of another module means the global of that name. */
  #isGlobalElsewhere({ local, file }: ModuleName): boolean {
    return [...(this.session.moduleNames.globals.get(local) ?? [])].some((other) => other !== file);
  }

  of(variable: Variable): string {
    const name = this.#given.get(variable) ?? this.#give(variable);
    this.#given.set(variable, name);
    return name;
  }

  #give(variable: Variable): string {
    const name = this.#candidates(variable).find((candidate) => !this.#taken.has(candidate)) ?? this.#numbered(variable.name);
    this.#taken.add(name);
    return name;
  }

  #candidates(variable: Variable): string[] {
    const { name, temporary } = variable;
    return this.session.hidden.has(variable) || (temporary && this.words.has(name)) ? [] : [name];
  }

  #numbered(name: string): string {
    let count = this.#counts.get(name) ?? 2;
    while (this.#taken.has(`${name}${count}`) || this.words.has(`${name}${count}`)) count += 1;
    this.#counts.set(name, count);
    return `${name}${count}`;
  }
}
