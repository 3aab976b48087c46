/**
 * Copies the author's syntax as {@link Code}: raw text, with types taken out, variables and module names turned into
 * tokens, and `return`, `break` and `continue` that leave the copied part turned into jumps.
 *
 * Always: what is copied means the same wherever it stands; comments and line breaks inside are kept.
 */
import type { ts } from '../typescript.js';
import type { Code } from './code.js';
import { Copier, type CopyScope, type Overrides } from './copier.js';
import { visitors } from './copy-visitors.js';

const noOverrides: Overrides = new Map();

/** The code of a node; nodes in `overrides` are replaced. */
export function copy(node: ts.Node, scope: CopyScope, overrides: Overrides = noOverrides): Code {
  return new Copier(node.getSourceFile(), scope, overrides, visitors).copy(node);
}

/** As {@link copy}, for what stands left of `=` or declares variables: its names are written. */
export function copyTarget(node: ts.Node, scope: CopyScope, overrides: Overrides = noOverrides): Code {
  return new Copier(node.getSourceFile(), scope, overrides, visitors).copyTarget(node);
}
