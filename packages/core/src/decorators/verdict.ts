/**
 * What decorators answer about what they stand on, in types: an error in the editor, before the build. A good answer is `void`. A bad one is a
 * {@link Refused}, which no decorator may return; the error shows its reason, with legacy and with TC39 decorators, in every TypeScript.
 */
import type { IsAny, Unstorable, UnstorableParameter } from './storable.js';

declare const because: unique symbol;

/** The answer about something that cannot be, and why. */
export interface Refused<Reason extends string> {
  readonly [because]: Reason;
}

/**
 * What a decorator stands on, if that is certainly wrong; else nothing is. It is not certain where the answer depends on a type parameter of the class.
 * A signature that takes only this is passed over in favor of the next one.
 */
export type Wrong<Target, Verdict> = [Verdict] extends [void] ? never : Target;

/** About a method. A legacy decorator gets a class or its prototype, a name and a descriptor; a TC39 one a function and a context. */
export type MethodVerdict<Target, Key, Descriptor> = Key extends Context
  ? ContextVerdict<Key, AsyncVerdict<Target>>
  : Target extends { readonly prototype: object }
    ? Refused<'Put it on a method of instances: a static one belongs to no instance'>
    : AsyncVerdict<ValueOf<Descriptor>>;

/** As {@link MethodVerdict}; what goes in and out of a task is stored, too. */
export type TaskVerdict<Target, Key, Descriptor> =
  MethodVerdict<Target, Key, Descriptor> extends Refused<infer Reason>
    ? Refused<Reason>
    : StoredVerdict<Key extends Context ? Target : ValueOf<Descriptor>>;

/** About a class. */
export type WorkflowVerdict<Class> = Class extends new (...args: never) => infer Instance
  ? Instance extends { readonly run: infer Run }
    ? RunVerdict<Run>
    : Refused<'A workflow has an entry: write `async run(input)`'>
  : Refused<'A workflow is a class that can be made: not abstract, with a public constructor'>;

interface Context {
  readonly kind: string;
  readonly static: boolean;
  readonly private: boolean;
}

type ContextVerdict<C extends Context, Good> = C['kind'] extends 'method'
  ? C['static'] extends true
    ? Refused<'Put it on a method of instances: a static one belongs to no instance'>
    : C['private'] extends true
      ? Refused<'Workers call it by its name: write `private` instead of `#`'>
      : Good
  : Refused<'Put it on a method: that is what can be called'>;

type AsyncVerdict<Method> = Method extends (...args: never) => infer Result
  ? Result extends Promise<unknown>
    ? void
    : Refused<'Make the method `async`, and no generator'>
  : Refused<'Put it on a method: that is what can be called'>;

/** Of a type that cannot be found nothing is said: that is an error where it is written. */
type IsNothing<Obstacle> = IsAny<Obstacle> extends true ? true : [Obstacle] extends [never] ? true : false;

type StoredVerdict<Method> = Method extends (...args: infer Parameters) => Promise<infer Result>
  ? IsNothing<Unstorable<Result>> extends true
    ? IsNothing<UnstorableParameter<Parameters>> extends true
      ? void
      : Refused<`A parameter of a task is stored, and ${UnstorableParameter<Parameters>} cannot be`>
    : Refused<`The result of a task is stored, and this one is or holds ${Unstorable<Result>}`>
  : void;

type RunVerdict<Run> = Run extends (...args: infer Parameters) => infer Result
  ? Parameters['length'] extends 0 | 1
    ? Result extends Promise<unknown>
      ? void
      : Refused<'Make `run` async'>
    : Refused<'`run` has at most one parameter: give it an object that holds all'>
  : Refused<'A workflow has an entry: write `async run(input)`'>;

type ValueOf<Descriptor> = Descriptor extends TypedPropertyDescriptor<infer Value> ? Value : undefined;
