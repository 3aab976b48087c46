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

interface Depth {
  readonly maxDepth: number;
  readonly depthIdentifier: string;
}

/** One of the rules; the first alone where it would get too deep. */
function oneOf(rules: readonly Rule[], tie: Tie, depth: Depth): fc.Arbitrary<Tree> {
  const drawn = rules.map((rule) => ({ weight: rule.weight, arbitrary: treeOf(rule, tie) }));
  return fc.oneof({ ...depth, withCrossShrink: true }, ...drawn);
}

const ofExpressions: Depth = { maxDepth: 4, depthIdentifier: 'expression' };
const ofStatements: Depth = { maxDepth: 4, depthIdentifier: 'statement' };

const trees = fc.letrec<Trees>((tie) => ({
  number: oneOf(expressions.number, tie, ofExpressions),
  text: oneOf(expressions.text, tie, ofExpressions),
  truth: oneOf(expressions.truth, tie, ofExpressions),
  list: oneOf(expressions.list, tie, ofExpressions),
  box: oneOf(expressions.box, tie, ofExpressions),
  maybe: oneOf(expressions.maybe, tie, ofExpressions),
  effect: oneOf(effects, tie, ofExpressions),
  lane: oneOf(lanes, tie, ofStatements),
  jump: oneOf(jumps, tie, ofStatements),
  statement: oneOf(statements, tie, ofStatements),
  block: fc.array(tie('statement'), { maxLength: 3, size: 'max' }),
}));

const flow: fc.Arbitrary<FlowTree> = fc.record({
  shape: index,
  mayThrow: fc.boolean(),
  first: trees.number,
  bodies: fc.tuple(trees.block, trees.block),
  values: fc.tuple(trees.number, trees.number),
  lanes: fc.tuple(trees.lane, trees.lane),
});

export const programs: fc.Arbitrary<ProgramTree> = fc.record({
  flows: fc.array(flow, { maxLength: 3 }),
  body: fc.array(trees.statement, { minLength: 1, maxLength: 9, size: 'max' }),
});
