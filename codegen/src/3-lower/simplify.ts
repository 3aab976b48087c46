/**
 * Simplifies the blocks: jumps over blocks that do nothing, parameters that are only passed on, blocks that nothing
 * reaches.
 *
 * Always: the same statements run in the same order with the same handlers.
 */
import { onlyRead } from './code.js';
import type { Block, End, Place, WaitIr } from './ir.js';
import { codesOf, jumpsIn, namedPlaces, nextPlaces } from './references.js';

/** The blocks and waits that can be reached, in the order in which a reader meets them. */
export interface Simplified {
  readonly entry: Block;
  readonly blocks: readonly Block[];
  readonly waits: readonly WaitIr[];
}

export function simplify(entry: Block): Simplified {
  const found = reachTold(entry);
  for (const block of found.blocks) adoptParam(block);
  for (const block of found.blocks) redirect(block);
  for (const wait of found.waits) redirectWait(wait);
  return reach(entry);
}

/** A parameter that only gives its value to a variable is that variable. */
function adoptParam(block: Block): void {
  const [first] = block.statements;
  if (!block.param?.temporary || first?.kind !== 'declare' || !first.value) return;
  const [target] = first.pattern;
  const isPassedOn = onlyRead(first.value) === block.param && first.pattern.length === 1 && target?.kind === 'variable';
  if (!isPassedOn) return;
  block.param = target.variable;
  block.statements.shift();
}

function redirect(block: Block): void {
  for (const jump of jumpsIn(codesOf(block))) (jump as { to: Place }).to = final(jump.to, jump.value !== undefined);
  const { exit } = block;
  if (exit.kind === 'jump') exit.to = final(exit.to, exit.value !== undefined);
  if (exit.kind === 'if') {
    exit.then = finalBlock(exit.then);
    exit.else = finalBlock(exit.else);
  }
}

function redirectWait(wait: WaitIr): void {
  wait.then = final(wait.then, true);
  if (wait.wait === 'fork') for (const lane of wait.lanes) lane.entry = final(lane.entry, true);
}

/** Where a jump leads in the end. */
function final(to: Place, hasValue: boolean): Place {
  const seen = new Set<Place>();
  let place = to;
  while (place.kind === 'block' && !seen.has(place) && isPassage(place, hasValue)) {
    seen.add(place);
    place = (place.exit as Extract<Block['exit'], { kind: 'jump' }>).to;
  }
  return place;
}

/** A test has no value to pass on, and leads to code only. */
function finalBlock(block: Block): Block {
  const place = final(block, false);
  return place.kind === 'block' ? place : block;
}

/** Whether a block does nothing but go on, with the value that it was given or with none at all. */
function isPassage({ statements, exit, param, mark }: Block, hasValue: boolean): boolean {
  if (statements.length > 0 || exit.kind !== 'jump' || mark) return false;
  if (exit.value !== undefined) return hasValue && param?.temporary === true && onlyRead(exit.value) === param;
  // A block that keeps its parameter for later does something.
  return param === undefined && (takesNoValue(exit.to) || !hasValue);
}

function takesNoValue(place: Block | WaitIr | End): boolean {
  return place.kind === 'block' && place.param === undefined;
}

/** What can be reached if a `finally` goes on only where code that is reached tells it to. */
function reachTold(entry: Block): Simplified {
  const found = reach(entry);
  const told = new Set(found.blocks.flatMap((block) => namedPlaces(codesOf(block))));
  const untold = found.blocks.flatMap(({ exit }) =>
    exit.kind === 'route' ? [...exit.to].filter((place) => !told.has(place)).map((place) => ({ exit, place })) : [],
  );
  for (const { exit, place } of untold) exit.to.delete(place);
  return untold.length === 0 ? found : reachTold(entry);
}

/** Reverse postorder: what follows a construct comes after all of it, as in the source. */
function reach(entry: Block): Simplified {
  const seen = new Set<Place>([entry]);
  const finished: Place[] = [];
  const path: { readonly place: Place; readonly ahead: Place[] }[] = [{ place: entry, ahead: ahead(entry) }];
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const next = top.ahead.pop();
    if (!next) finished.push(path.pop()?.place ?? entry);
    else if (next.kind !== 'end' && !seen.has(next)) {
      seen.add(next);
      path.push({ place: next, ahead: ahead(next) });
    }
  }
  const places = finished.toReversed();
  return { entry, blocks: places.filter((place) => place.kind === 'block'), waits: places.filter((place) => place.kind === 'wait') };
}

/** Where a place can lead. */
function ahead(place: Place): Place[] {
  if (place.kind === 'end') return [];
  return place.kind === 'block' ? afterBlock(place) : afterWait(place);
}

function afterBlock(block: Block): Place[] {
  const next = nextPlaces(block);
  return block.handler && canThrow(block) ? [...next, block.handler] : next;
}

/** A block that only goes on cannot throw. */
function canThrow({ statements, exit }: Block): boolean {
  return statements.length > 0 || exit.kind === 'route' || exit.kind === 'throw' || (exit.kind !== 'left' && codeOfExit(exit));
}

function codeOfExit(exit: Exclude<Block['exit'], { kind: 'left' | 'route' | 'throw' }>): boolean {
  return exit.kind === 'if' || exit.value !== undefined;
}

function afterWait(wait: WaitIr): Place[] {
  const lanes = wait.wait === 'fork' ? wait.lanes.map(({ entry }) => entry) : [];
  return [...lanes, wait.then, ...(wait.error ? [wait.error] : [])];
}
