/**
 * Copies of plain trees from memory: what reading their payload back would give, for less.
 *
 * Always: a copy shares nothing that can change with what it was made of.
 */
import { InvariantError } from '@waystone/core';
import { claimedKind } from './kinds.js';

/** @param tree Plain, every object once, and no bytes in it. */
export function copyTree(tree: unknown): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  switch (claimedKind(tree)) {
    case 'object':
      return copyObject(tree as Readonly<Record<string, unknown>>);
    case 'array':
      return (tree as readonly unknown[]).map(copyTree);
    case 'map':
      return new Map(Array.from(tree as ReadonlyMap<unknown, unknown>, ([key, value]) => [copyTree(key), copyTree(value)]));
    case 'set':
      return new Set(Array.from(tree as ReadonlySet<unknown>, copyTree));
    case 'date':
      return new Date((tree as Date).getTime());
    default:
      throw new InvariantError('a tree holds something that is only copied by reading it');
  }
}

function copyObject(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(object)) copy[key] = copyTree(object[key]);
  return copy;
}
