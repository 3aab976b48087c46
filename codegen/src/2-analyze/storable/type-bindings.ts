/**
 * What type parameters stand for in one inlining of a flow: the arguments of its call, and those of the classes that a
 * workflow extends.
 */
import { ts } from '../../typescript.js';
import type { Lineage } from '../lineage.js';

/** Type parameters with what they stand for; what is not in it is open. */
export type TypeBindings = ReadonlyMap<ts.Type, ts.Type>;

export const noBindings: TypeBindings = new Map();

/** The type parameters of the classes in a lineage: `T` of `Base<T>` in `class Orders extends Base<Order>`. */
export function bindingsOfLineage({ classes }: Lineage, checker: ts.TypeChecker): TypeBindings {
  if (!classes.some(({ typeParameters }) => typeParameters)) return noBindings;
  return new Map(classes.flatMap((declaration) => bindingsOfHeritage(declaration, checker)));
}

function bindingsOfHeritage({ heritageClauses }: ts.ClassDeclaration, checker: ts.TypeChecker): [ts.Type, ts.Type][] {
  const extended = heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const base = extended && checker.getTypeAtLocation(extended);
  if (!base || !('target' in base)) return [];
  const reference = base as ts.TypeReference;
  const given = checker.getTypeArguments(reference);
  return pairs(reference.target.typeParameters ?? [], given);
}

/** The type parameters of a flow in one call of it, besides those that its caller has. */
export function bindingsOfCall(
  call: ts.CallExpression,
  { typeParameters = [] }: { readonly typeParameters?: readonly ts.TypeParameterDeclaration[] | undefined },
  { outer, checker }: { readonly outer: TypeBindings; readonly checker: ts.TypeChecker },
): TypeBindings {
  if (typeParameters.length === 0) return outer;
  const signature = checker.getResolvedSignature(call);
  const given = (signature && checker.getTypeArgumentsForResolvedSignature(signature)) ?? [];
  return new Map([
    ...outer,
    ...pairs(
      typeParameters.map((parameter) => checker.getTypeAtLocation(parameter)),
      given,
    ),
  ]);
}

function pairs(parameters: readonly ts.Type[], given: readonly ts.Type[]): [ts.Type, ts.Type][] {
  return parameters.flatMap((parameter, index): [ts.Type, ts.Type][] => {
    const type = given[index];
    return type === undefined || type === parameter ? [] : [[parameter, type]];
  });
}
