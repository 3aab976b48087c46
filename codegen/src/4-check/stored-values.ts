/** Values that live across a wait, as lowering found them: each must be storable, as far as its type shows. */
import { describeNotStorable, type NotStorable } from '../2-analyze/index.js';
import { placeOf, positionAt, valueNotStorable } from '../diagnostics/index.js';
import type { ts } from '../typescript.js';
import { shortText } from './calls.js';
import type { Scene } from './scene.js';

/** A wait with what is stored at it. */
export interface StoringWait {
  /** The author's call that waits. */
  readonly origin: ts.Node;
  readonly kept: readonly KeptValue[];
}

export interface KeptValue {
  readonly name: string;
  /** The declaration, or the expression of a temporary; absent: made by the compiler, always storable. */
  readonly origin?: ts.Node;
}

/** Reports every value once, at its declaration, with the first wait that it crosses. */
export function checkStoredValues(waits: readonly StoringWait[], scene: Scene): void {
  const seen = new Set<ts.Node>();
  for (const wait of waits) {
    for (const { name, origin } of wait.kept) {
      if (!origin || seen.has(origin)) continue;
      seen.add(origin);
      checkValue({ name, origin }, wait.origin, scene);
    }
  }
}

function checkValue({ name, origin }: Required<KeptValue>, wait: ts.Node, { checker, storable, diagnostics }: Scene): void {
  const found = storable.whyNotStorable(checker.getTypeAtLocation(origin));
  if (!found) return;
  const reason = describeNotStorable(found);
  diagnostics.add(valueNotStorable(origin, { variable: name, wait: waitText(wait), reason, fix: fixFor(found) }));
}

function waitText(wait: ts.Node): string {
  const { file, start } = placeOf(wait);
  return `\`${shortText(wait)}\` on line ${positionAt(file.text, start).line}`;
}

const fixes: readonly (readonly [reason: RegExp, fix: string])[] = [
  [/function|class$/, 'Make it after the wait, or move it into an exported function or a method'],
  [/promise/, 'Await it where it is made'],
  [/iterator|generator/, 'Make an array of it before the wait: `[...values]`'],
  [/instance/, 'Keep plain data across the wait, and make the object again after it'],
];

function fixFor({ reason }: NotStorable): string {
  return fixes.find(([pattern]) => pattern.test(reason))?.[1] ?? 'Keep only plain data across the wait';
}
