/**
 * `@formerly`: what members and workflows are called in the graph, and so in the store, if not as the class calls them.
 *
 * Always: of a member that several classes of a lineage declare, the nearest `@formerly` counts: one that overrides a
 * renamed member is that member.
 */
import { ts } from '../typescript.js';
import { coreName } from './core-names.js';
import { evaluate } from './evaluate.js';
import type { Lineage } from './lineage.js';
import type { FormerName, WorkflowModel } from './model.js';

/** What each `@formerly` on a declaration says, in source order. */
export function formerNamesOf(declaration: ts.Node, checker: ts.TypeChecker): readonly FormerName[] {
  if (!ts.canHaveDecorators(declaration)) return [];
  return (ts.getDecorators(declaration) ?? []).flatMap((decorator) => {
    const call = ts.isCallExpression(decorator.expression) ? decorator.expression : undefined;
    if (coreName(call?.expression ?? decorator.expression, checker) !== 'formerly') return [];
    const [given] = call?.arguments ?? [];
    const evaluated = given && evaluate(given, checker);
    const value = evaluated && 'value' in evaluated ? evaluated.value : undefined;
    return [{ decorator, ...(typeof value === 'string' && { name: value }) }];
  });
}

/** What was renamed of the members of a lineage, by what it is called now. */
export function formerNamesIn({ classes }: Lineage, checker: ts.TypeChecker): ReadonlyMap<string, FormerName> {
  const found = new Map<string, FormerName>();
  for (const member of classes.flatMap(({ members }) => [...members])) {
    const name = member.name && ts.isIdentifier(member.name) ? member.name.text : undefined;
    const [former] = formerNamesOf(member, checker);
    if (name !== undefined && former && !found.has(name)) found.set(name, former);
  }
  return found;
}

/** What a member is called in the graph. */
export function graphName({ former }: Pick<WorkflowModel, 'former'>, member: string): string {
  return former.get(member)?.name ?? member;
}
