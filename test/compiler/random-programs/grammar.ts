/**
 * The grammar of random programs: rules that say what a construct consists of and how it prints.
 *
 * A drawn tree names rules only. What a name stands for, and whether a construct fits where it stands, is decided when
 * the tree is printed, so any part of a tree can be left out: that is what lets failures shrink.
 */
import type { Printer } from './printer.js';

/** Types of values. */
export type Sort = 'number' | 'text' | 'truth' | 'list' | 'box' | 'maybe' | 'thing';

/** What a hole of a rule can hold. `index`: a choice among what is there when it is printed. */
export type Hole = Sort | 'effect' | 'lane' | 'jump' | 'block' | 'index';

/** A construct that was drawn, with what its holes hold. */
export interface Tree {
  readonly rule: Rule;
  readonly parts: readonly Part[];
}

export type Part = Tree | readonly Tree[] | number;

export interface Rule {
  readonly holes: readonly Hole[];
  /** How often it is drawn, compared with others. */
  readonly weight: number;
  /** `undefined`: it does not fit here. */
  print(printer: Printer, parts: readonly Part[]): string | undefined;
}

/** What may be done to a variable: `change` means what it refers to, `write` the variable itself as well. */
export type Access = 'read' | 'change' | 'write';

/** In a template: a variable to which this may be done. */
export interface VariableHole {
  readonly access: Access;
  readonly sort: Sort;
}

export function read(sort: Sort): VariableHole {
  return { access: 'read', sort };
}

export function change(sort: Sort): VariableHole {
  return { access: 'change', sort };
}

export function write(sort: Sort): VariableHole {
  return { access: 'write', sort };
}

/** A rule that prints its holes in order between fixed text. */
export function rule(strings: TemplateStringsArray, ...holes: readonly (Hole | VariableHole)[]): Rule {
  return {
    holes: holes.map((hole) => (typeof hole === 'string' ? hole : 'index')),
    weight: 2,
    print(printer, parts) {
      const printed = holes.map((hole, index) => printer.hole(hole, parts[index]!, isDelimited(strings, index)));
      return printed.includes(undefined) ? undefined : String.raw({ raw: strings }, ...printed);
    },
  };
}

/** Whether what stands in a hole needs no parentheses of its own. */
function isDelimited(strings: TemplateStringsArray, index: number): boolean {
  return /(?:[([,]|[^<>]=)\s*$/.test(strings[index]!) && /^\s*[)\],;]/.test(strings[index + 1]!);
}

/** A rule with a printing of its own. */
export function custom(holes: readonly Hole[], print: Rule['print']): Rule {
  return { holes, weight: 2, print };
}

export function when(condition: (printer: Printer) => boolean, inner: Rule): Rule {
  return { ...inner, print: (printer, parts) => (condition(printer) ? inner.print(printer, parts) : undefined) };
}

export function weighted(weight: number, inner: Rule): Rule {
  return { ...inner, weight };
}

/** A rule in whose holes nothing waits: what it takes cannot be stored. */
export function unbroken(strings: TemplateStringsArray, ...holes: readonly (Hole | VariableHole)[]): Rule {
  const inner = rule(strings, ...holes);
  return { ...inner, print: (printer, parts) => printer.within({ mayWait: false }, () => inner.print(printer, parts)) };
}

/** A rule with a wait in it. */
export function waiting(strings: TemplateStringsArray, ...holes: readonly (Hole | VariableHole)[]): Rule {
  return weighted(
    4,
    when(({ place }) => place.mayWait, rule(strings, ...holes)),
  );
}
