/** Draws programs: the grammar as arbitraries, so that a program that fails shrinks to a small one. */
import fc from 'fast-check';
import { effects, expressions } from './expressions.js';
import type { Hole, Part, Rule, Tree } from './grammar.js';
import { lanes } from './lanes.js';
import type { FlowTree, ProgramTree } from './programs.js';
import { jumps, statements } from './statements.js';

type Trees = Record<Exclude<Hole, 'index' | 'block'> | 'statement', Tree> & { block: readonly Tree[] };
type Tie = fc.LetrecTypedTie<Trees>;

const index = fc.nat({ max: 29 });

function treeOf(rule: Rule, tie: Tie): fc.Arbitrary<Tree> {
  const holes = rule.holes.map((hole): fc.Arbitrary<Part> => (hole === 'index' ? index : tie(hole)));
  return fc.tuple(...holes).map((parts) => ({ rule, parts }));
}

/** One of the rules; the first alone where it would get too deep. */
function oneOf(
  rules: readonly Rule[],
  tie: Tie,
  depth: { readonly maxDepth: number; readonly depthIdentifier: string },
): fc.Arbitrary<Tree> {
  const drawn = rules.map((rule) => ({ weight: rule.weight, arbitrary: treeOf(rule, tie) }));
  return fc.oneof({ ...depth, withCrossShrink: true }, ...drawn);
}

/** How much is drawn. */
interface Size {
  readonly name: string;
  readonly expressionDepth: number;
  readonly statementDepth: number;
  /** Statements of a block. */
  readonly inBlock: number;
  /** Statements of `run`. */
  readonly inRun: number;
  readonly flows: number;
}

function trees({ name, expressionDepth, statementDepth, inBlock }: Size): fc.LetrecValue<Trees> {
  const ofExpressions = { maxDepth: expressionDepth, depthIdentifier: `expression of ${name}` };
  const ofStatements = { maxDepth: statementDepth, depthIdentifier: `statement of ${name}` };
  return fc.letrec<Trees>((tie) => ({
    number: oneOf(expressions.number, tie, ofExpressions),
    text: oneOf(expressions.text, tie, ofExpressions),
    truth: oneOf(expressions.truth, tie, ofExpressions),
    list: oneOf(expressions.list, tie, ofExpressions),
    box: oneOf(expressions.box, tie, ofExpressions),
    maybe: oneOf(expressions.maybe, tie, ofExpressions),
    thing: oneOf(expressions.thing, tie, ofExpressions),
    effect: oneOf(effects, tie, ofExpressions),
    lane: oneOf(lanes, tie, ofStatements),
    jump: oneOf(jumps, tie, ofStatements),
    statement: oneOf(statements, tie, ofStatements),
    block: fc.array(tie('statement'), { maxLength: inBlock, size: 'max' }),
  }));
}

function programsOf(size: Size): fc.Arbitrary<ProgramTree> {
  const { block, lane, number, statement } = trees(size);
  const flow: fc.Arbitrary<FlowTree> = fc.record({
    shape: index,
    mayThrow: fc.boolean(),
    first: number,
    bodies: fc.tuple(block, block),
    values: fc.tuple(number, number),
    lanes: fc.tuple(lane, lane),
  });
  return fc.record({
    flows: fc.array(flow, { maxLength: size.flows, size: 'max' }),
    body: fc.array(statement, { minLength: 1, maxLength: size.inRun, size: 'max' }),
  });
}

const small = { name: 'small', expressionDepth: 3, statementDepth: 2, inBlock: 2, inRun: 4, flows: 1 };
const large = { name: 'large', expressionDepth: 4, statementDepth: 4, inBlock: 3, inRun: 9, flows: 3 };

/** Most are small: what goes wrong seldom needs much, and small ones are quick. */
export const programs: fc.Arbitrary<ProgramTree> = fc.oneof(
  { withCrossShrink: true },
  { weight: 5, arbitrary: programsOf(small) },
  { weight: 1, arbitrary: programsOf(large) },
);
