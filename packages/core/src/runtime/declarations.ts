/**
 * Names that are used before they were declared. In a frame they would be `undefined`; generated code reaches those that
 * may be used too early through `whenDeclared`, so that they throw as they do in JavaScript.
 */

/** The frame, if the variable of it that `name` stands for was declared; else what throws when the variable is used. */
export function whenDeclared<F extends object>(frame: F, isDeclared: boolean, name: string): F {
  if (isDeclared) return frame;
  const refuse = (): never => {
    throw new ReferenceError(`Cannot access '${name}' before initialization`);
  };
  return new Proxy(frame, { get: refuse, set: refuse });
}
