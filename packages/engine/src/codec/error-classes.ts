/**
 * Which class an error belongs to, by a name that outlives the process: `js:TypeError`, `waystone:CanceledError`, or
 * `app:` and the name under which the build step registered the author's class.
 */
import * as waystone from '@waystone/core';
import type { ErrorClass } from '@waystone/core/runtime';

const javascript: Readonly<Record<string, ErrorClass>> = {
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
  AggregateError,
  DOMException,
};

function isErrorClass(value: unknown): value is ErrorClass {
  return typeof value === 'function' && value.prototype instanceof Error;
}

const waystoneClasses = Object.entries(waystone).filter((entry): entry is [string, typeof waystone.InvariantError] =>
  isErrorClass(entry[1]),
);

function prefixed(prefix: string, classes: Readonly<Record<string, ErrorClass>>): [string, ErrorClass][] {
  return Object.entries(classes).map(([name, errorClass]) => [`${prefix}:${name}`, errorClass]);
}

/** Classes and their names, each found by the other. */
interface Named {
  readonly byName: ReadonlyMap<string, ErrorClass>;
  /** By prototype. */
  readonly names: ReadonlyMap<unknown, string>;
}

function namedAs(classes: readonly (readonly [string, ErrorClass])[]): Named {
  return { byName: new Map(classes), names: new Map(classes.map(([name, errorClass]) => [errorClass.prototype, name])) };
}

const builtIn = namedAs([...prefixed('js', javascript), ...prefixed('waystone', Object.fromEntries(waystoneClasses))]);

export class ErrorClasses {
  readonly #app: Named;

  constructor(app: Readonly<Record<string, ErrorClass>>) {
    this.#app = namedAs(prefixed('app', app));
  }

  /** The name of an error's class, or of the nearest one above it that is known. */
  nameOf(error: Error): string {
    for (let prototype: unknown = Object.getPrototypeOf(error); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
      const name = this.#app.names.get(prototype) ?? builtIn.names.get(prototype);
      if (name !== undefined) return name;
    }
    return 'js:Error';
  }

  /** The class of that name; `Error` if it is not known here. */
  named(name: string): ErrorClass {
    return builtIn.byName.get(name) ?? this.#app.byName.get(name) ?? Error;
  }
}
