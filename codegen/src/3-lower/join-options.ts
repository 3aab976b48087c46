/** The options of a join: its mode, and the numbers that are evaluated when its fork is entered. */
import type { JoinMode } from '@waystone/core/graph';
import type { DurableCall } from '../2-analyze/index.js';
import { joinOptionsUnknown } from '../diagnostics/index.js';
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';
import type { Builder } from './builder.js';

export type JoinCall = Extract<DurableCall, { kind: 'join' }>;

export interface JoinOptions {
  readonly mode: JoinMode;
  /** Numbers that are evaluated when the fork is entered, by name, in the order written. */
  readonly terms: ReadonlyMap<Term, ts.Expression>;
}

const termNames = ['concurrency', 'tolerate', 'atLeast'] as const;
type Term = (typeof termNames)[number];

const modes: Readonly<Record<string, JoinMode>> = { all: 'all', settled: 'settled', any: 'any', race: 'race' };

export function optionsOf(builder: Builder, { call, method }: JoinCall): JoinOptions {
  if (method !== undefined) return { mode: method === 'allSettled' ? 'settled' : method, terms: new Map() };
  const argument = call.arguments[1] && unwrap(call.arguments[1]);
  if (!argument) return { mode: 'all', terms: new Map() };
  if (!ts.isObjectLiteralExpression(argument)) return unknownOptions(builder, argument);
  const given = propertiesOf(argument);
  const mode = given.find(({ name }) => name === 'mode');
  return { mode: modeOf(mode?.value && unwrap(mode.value)), terms: new Map(given.flatMap(termsOf)) };
}

/** In the order written; `atLeast` is part of the mode. */
function termsOf({ name, value }: Property): (readonly [Term, ts.Expression])[] {
  const inner = unwrap(value);
  if (name === 'mode') return ts.isObjectLiteralExpression(inner) ? propertiesOf(inner).flatMap(termsOf) : [];
  const term = termNames.find((each) => each === name);
  return term ? [[term, value]] : [];
}

/** A mode is checked to be one of those that are known. */
function modeOf(mode: ts.Expression | undefined): JoinMode {
  if (mode === undefined) return 'all';
  return ts.isStringLiteralLike(mode) ? (modes[mode.text] ?? 'all') : 'atLeast';
}

function unknownOptions(builder: Builder, argument: ts.Expression): JoinOptions {
  builder.session.diagnostics.addUnlessCovered(joinOptionsUnknown(argument));
  return { mode: 'all', terms: new Map() };
}

interface Property {
  readonly name: string;
  readonly value: ts.Expression;
}

function propertiesOf(object: ts.ObjectLiteralExpression): Property[] {
  return object.properties.flatMap((property) => {
    const value = valueOf(property);
    return value && property.name && !ts.isComputedPropertyName(property.name) ? [{ name: property.name.text, value }] : [];
  });
}

function valueOf(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}
