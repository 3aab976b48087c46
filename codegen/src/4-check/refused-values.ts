/** What is said of a value that cannot be stored: what it is, where in the value, and what to write instead. */
import type { NotStorable } from '../2-analyze/index.js';
import { unwrap } from '../syntax.js';
import { ts } from '../typescript.js';

/** A sentence part: `it is a function`, or `` `order.items[].render` is a function `` of the value that `root` names. */
export function describeNotStorable({ path, reason }: NotStorable, root = ''): string {
  return path === '' ? `it is ${reason}` : `\`${root === '' ? path.replace(/^\./, '') : root + path}\` is ${reason}`;
}

/** What paths into a value begin with: the name that it has, if it is no more than a name. */
export function rootOf(value: ts.BindingName | ts.Expression): string {
  if (ts.isObjectBindingPattern(value) || ts.isArrayBindingPattern(value)) return '';
  const inner = unwrap(value);
  return ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner) ? inner.getText() : '';
}

type Obstacle = NotStorable['obstacle'];

/** Whether it would see variables that belong to another turn of a loop, or another lane. */
export function holdsFunction({ obstacle }: NotStorable): boolean {
  return obstacle === 'function' || obstacle === 'class' || obstacle === 'accessor';
}

/** What to write instead of keeping such a value in a variable. */
export function fixForVariable(found: NotStorable): string {
  return fixOfItsOwn(found) ?? variableFixes[found.obstacle];
}

/** What to write instead of giving such a value to a task, a lane or a client, or getting it from one. */
export function fixForType(found: NotStorable): string {
  return fixOfItsOwn(found) ?? typeFixes[found.obstacle];
}

function fixOfItsOwn({ className, substitute }: NotStorable): string | undefined {
  if (className === undefined) return substitute;
  return `Keep what is needed of it as fields of a plain object, or register how it is stored: \`registerCodec(${className}, { … })\``;
}

const remake = 'Keep plain data across the wait, and make the rest again after it';
const plain = 'Use plain data: keep what is needed of it as fields of an object, and make the rest again where it is used';
const inObject = 'Use an object with the array in one field and the rest in others';

const variableFixes: Readonly<Record<Obstacle, string>> = {
  function: 'Make it after the wait, or move it into an exported function or a method',
  class: 'Make it after the wait, or move it into an exported class',
  accessor: 'Keep a field with the value that it has, or move it into an exported function or a method',
  promise: 'Await it where it is made',
  iterator: 'Make an array of it before the wait: `[...values]`',
  symbol: 'Use a string',
  list: inObject,
  instance: remake,
  platform: remake,
};

const typeFixes: Readonly<Record<Obstacle, string>> = {
  function: 'Use plain data, and make the function where it is used',
  class: 'Use plain data, and name the class where it is used',
  accessor: 'Use a field with the value that it has',
  promise: 'Await it, and use the value',
  iterator: 'Use an array of the values: `[...values]`',
  symbol: 'Use a string',
  list: inObject,
  instance: plain,
  platform: plain,
};
