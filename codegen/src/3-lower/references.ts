/** What code refers to: the variables it reads and writes, and the places it can go to. */
import type { Code, Jump, Statement, VariablePart } from './code.js';
import type { Block, Exit, Place, Variable } from './ir.js';

/** Calls `visit` with every part of every piece of code of a block, in order. */
export function codesOf(block: Block): Code[] {
  return [...block.statements.flatMap(codesOfStatement), ...codesOfExit(block.exit)];
}

export function codesOfStatement(statement: Statement): Code[] {
  return statement.kind === 'run' ? [statement.code] : [...(statement.value ? [statement.value] : []), statement.pattern];
}

export function codesOfExit(exit: Exit): Code[] {
  if (exit.kind === 'jump') return exit.value ? [exit.value] : [];
  if (exit.kind === 'if') return [exit.test];
  return exit.kind === 'throw' ? [exit.value] : [];
}

/** The jumps inside copied code, with those inside their values. */
export function jumpsIn(codes: readonly Code[]): Jump[] {
  return codes.flatMap((parts) => parts.flatMap((part) => (part.kind === 'jump' ? [part.jump, ...jumpsIn(codesOfJump(part.jump))] : [])));
}

export function codesOfJump({ before, value }: Jump): Code[] {
  return [...before.flatMap(codesOfStatement), ...(value ? [value] : [])];
}

/** Places that code names as values: they must keep a name of their own. */
export function namedPlaces(codes: readonly Code[]): Place[] {
  return codes.flatMap((parts) =>
    parts.flatMap((part) => (part.kind === 'place' ? [part.place] : part.kind === 'jump' ? namedPlaces(codesOfJump(part.jump)) : [])),
  );
}

/** Where the exit itself can lead. */
export function exitPlaces(exit: Exit): Place[] {
  if (exit.kind === 'jump') return [exit.to];
  if (exit.kind === 'if') return [exit.then, exit.else];
  return exit.kind === 'route' ? [...exit.to] : [];
}

/** Where a block can lead, in the order written; its handler not counted. */
export function nextPlaces(block: Block): Place[] {
  return [...jumpsIn(codesOf(block)).map(({ to }) => to), ...exitPlaces(block.exit)];
}

/** The variables that code reads. */
export function readsOf(parts: Code): Variable[] {
  return parts.flatMap((part) => {
    if (part.kind === 'variable') return [...(part.access === 'write' ? [] : [part.variable]), ...guardsOf(part)];
    return part.kind === 'jump' ? codesOfJump(part.jump).flatMap(readsOf) : [];
  });
}

/** Every variable that code mentions. */
export function variablesOf(parts: Code): Variable[] {
  return parts.flatMap((part) => {
    if (part.kind === 'variable') return [part.variable, ...guardsOf(part)];
    return part.kind === 'jump' ? codesOfJump(part.jump).flatMap(variablesOf) : [];
  });
}

function guardsOf({ guard }: VariablePart): Variable[] {
  return guard ? [guard.isDeclared] : [];
}
