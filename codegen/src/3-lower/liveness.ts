/**
 * Which variables are live where: read later before they are written again. Only those are kept across a wait.
 *
 * Always: the finding is a fixed point over all blocks and waits.
 */
import type { Code, Jump, Statement } from './code.js';
import type { Block, Exit, Place, Variable, WaitIr } from './ir.js';
import { codesOfExit, exitPlaces, jumpsIn, nextPlaces, readsOf } from './references.js';
import type { Simplified } from './simplify.js';

type Live = ReadonlySet<Variable>;

export interface Liveness {
  /** What a wait or block needs when control arrives; its own parameter not counted. */
  at(place: Place): Live;
  /** What is kept while a lane stands at a wait. */
  kept(wait: WaitIr): Live;
}

const nothing: Live = new Set();

export function findLive(graph: Simplified): Liveness {
  const found = new Map<Place, Live>();
  const liveness: Liveness = {
    at: (place) => found.get(place) ?? nothing,
    kept: (wait) => union(liveness.at(wait.then), wait.error ? liveness.at(wait.error) : nothing),
  };
  const places = lastFirst(graph);
  for (let changed = true; changed;) {
    changed = false;
    for (const place of places) {
      const live = place.kind === 'block' ? liveAtBlock(place, liveness) : liveAtWait(place, liveness);
      changed ||= live.size !== liveness.at(place).size;
      found.set(place, live);
    }
  }
  return liveness;
}

/** Every place after those that it leads to, as far as loops allow: what is found there is then known already. */
function lastFirst({ entry, blocks, waits }: Simplified): readonly (Block | WaitIr)[] {
  const left = new Set<Block | WaitIr>();
  const seen = new Set<Place>();
  const open: (Block | WaitIr)[] = [];
  for (const start of [entry, ...blocks, ...waits]) {
    open.push(start);
    for (let place = open.at(-1); place; place = open.at(-1)) {
      if (seen.has(place)) left.add(place);
      if (seen.has(place)) open.pop();
      else for (const next of leadsTo(place)) if (next.kind !== 'end' && !seen.has(next)) open.push(next);
      seen.add(place);
    }
  }
  return [...left];
}

function leadsTo(place: Block | WaitIr): readonly Place[] {
  if (place.kind === 'block') return [...nextPlaces(place), ...(place.handler ? [place.handler] : [])];
  const lanes = place.wait === 'fork' ? place.lanes.map(({ entry }) => entry) : [];
  return [place.then, ...(place.error ? [place.error] : []), ...lanes];
}

function union(...sets: readonly Live[]): Set<Variable> {
  return new Set(sets.flatMap((set) => [...set]));
}

/** A fork needs what its lanes read, besides what is read after the join. */
function liveAtWait(wait: WaitIr, liveness: Liveness): Live {
  const lanes = wait.wait === 'fork' ? wait.lanes.map(({ entry }) => liveness.at(entry)) : [];
  return union(liveness.kept(wait), ...lanes);
}

function liveAtBlock(block: Block, liveness: Liveness): Live {
  const caught = block.handler ? liveness.at(block.handler) : nothing;
  const live = beforeExit(block.exit, liveness, caught);
  const declared = new Set<Variable>();
  for (const statement of block.statements.toReversed()) {
    passStatement(statement, live, { liveness, caught });
    // A function may name what is declared after it, or itself; neither has an earlier value.
    if (statement.kind === 'declare') addAll(declared, new Set(statement.variables));
    for (const variable of declared) live.delete(variable);
  }
  if (block.param) live.delete(block.param);
  return live;
}

function beforeExit(exit: Exit, liveness: Liveness, caught: Live): Set<Variable> {
  const codes = codesOfExit(exit);
  const live = union(...exitPlaces(exit).map((place) => liveness.at(place)));
  if (codes.length > 0 || exit.kind === 'route') addAll(live, caught);
  if (exit.kind === 'route') live.add(exit.completion);
  readAll(codes, live, liveness);
  return live;
}

interface Surroundings {
  readonly liveness: Liveness;
  /** What the handler reads: live wherever something can throw. */
  readonly caught: Live;
}

function passStatement(statement: Statement, live: Set<Variable>, { liveness, caught }: Surroundings): void {
  for (const variable of killedBy(statement)) live.delete(variable);
  addAll(live, caught);
  if (statement.kind === 'run') return readAll([statement.code], live, liveness);
  // A default may read other names of its pattern; those have no earlier value to read.
  readPattern(statement.pattern, statement.variables, live);
  readAll(statement.value ? [statement.value] : [], live, liveness);
}

function killedBy(statement: Statement): readonly Variable[] {
  return statement.kind === 'run' ? statement.kills : statement.variables;
}

function readPattern(pattern: Code, own: readonly Variable[], live: Set<Variable>): void {
  for (const variable of readsOf(pattern)) if (!own.includes(variable)) live.add(variable);
}

function readAll(codes: readonly Code[], live: Set<Variable>, liveness: Liveness): void {
  for (const jump of jumpsIn(codes)) addAll(live, liveAtJump(jump, liveness));
  for (const variable of codes.flatMap(plainReads)) live.add(variable);
}

/** Reads outside jumps: those inside are counted per jump, after what the jump sets. */
function plainReads(parts: Code): Variable[] {
  return readsOf(parts.filter(({ kind }) => kind !== 'jump'));
}

function liveAtJump(jump: Jump, liveness: Liveness): Live {
  const live = union(liveness.at(jump.to));
  for (const variable of jump.value ? readsOf(jump.value) : []) live.add(variable);
  for (const statement of jump.before.toReversed()) passStatement(statement, live, { liveness, caught: nothing });
  return live;
}

function addAll(live: Set<Variable>, added: Live): void {
  for (const variable of added) live.add(variable);
}
