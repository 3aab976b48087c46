/**
 * Collects the diagnostics of a build, so that all of them are reported together.
 *
 * Always: `all()` is sorted by file and position and says nothing twice. Adding never throws and never stops a phase.
 */
import type { Diagnostic } from './diagnostic.js';
import { overlaps, placeOf, type Located, type Place, type SourceText } from './place.js';

export class Diagnostics {
  readonly #found = new Map<string, Diagnostic>();

  /** Adds diagnostics; one with the same code, place and problem as an earlier one is dropped. */
  add(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const identity = identityOf(diagnostic);
      if (!this.#found.has(identity)) this.#found.set(identity, diagnostic);
    }
  }

  /** Adds diagnostics whose place nothing else complains about yet: a first cause says more than what follows from it. */
  addUnlessCovered(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) if (!this.covers(diagnostic.place)) this.add(diagnostic);
  }

  /** Whether some diagnostic stands at this place. */
  covers(place: Place): boolean {
    return [...this.#found.values()].some((found) => overlaps(found.place, place));
  }

  /** Whether some diagnostic stands at the beginning of this place, or within it: what it says goes deeper. */
  explains(place: Place): boolean {
    return [...this.#found.values()].some((found) => found.place.start >= place.start && overlaps(found.place, place));
  }

  /** Whether the build must not write. */
  get hasErrors(): boolean {
    return [...this.#found.values()].some((diagnostic) => diagnostic.severity === 'error');
  }

  /** Whether an error stands within a piece of syntax. */
  hasErrorsIn(node: Located): boolean {
    const whole = placeOf(node);
    return this.#errorsIn(whole.file).some(({ place }) => overlaps(place, whole));
  }

  /** Where the errors of TypeScript in a file stand: what the compiler then makes of types may follow from them alone. */
  errorsOfTypeScriptIn(file: SourceText): readonly Place[] {
    return this.#errorsIn(file).flatMap(({ code, place }) => (code === 'typescript_error' ? [place] : []));
  }

  #errorsIn({ fileName }: SourceText): Diagnostic[] {
    return [...this.#found.values()].filter(({ severity, place }) => severity === 'error' && place.file.fileName === fileName);
  }

  /** Everything found, by file, position and code. */
  all(): Diagnostic[] {
    return [...this.#found.values()].toSorted(byPlace);
  }
}

function identityOf({ code, place, problem }: Diagnostic): string {
  return JSON.stringify([code, place.file.fileName, place.start, place.length, problem]);
}

function byPlace(one: Diagnostic, other: Diagnostic): number {
  return (
    compare(one.place.file.fileName, other.place.file.fileName) ||
    one.place.start - other.place.start ||
    one.place.length - other.place.length ||
    compare(one.code, other.code)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
