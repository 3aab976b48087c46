/**
 * Whether values of a type can be stored, as far as the type shows it.
 *
 * Always: a type that is refused has values that the codec would refuse or change. `any`, `unknown`, `object` and
 * unconstrained type parameters pass: the codec decides about them at run time. So does an interface that a class
 * instance hides behind.
 */
import { ts } from '../typescript.js';

/** The part of a type that cannot be stored. */
export interface NotStorable {
  /** How the part is reached from the value, e.g. `items[].format`; empty: the value itself. */
  readonly path: string;
  /** What the part is, e.g. `a function`. */
  readonly reason: string;
}

/** What is known of the types of one program. Types found storable are remembered. */
export interface StorableTypes {
  /** The first part of a type that cannot be stored; `undefined` if there is none. */
  whyNotStorable(type: ts.Type): NotStorable | undefined;
  /** As {@link whyNotStorable}, of a list of its elements, or of a plain object with its own properties. */
  whyPartNotStorable(type: ts.Type, part: 'elements' | 'entries'): NotStorable | undefined;
}

/** A sentence part for a diagnostic: `it is a function`, or `` `items[].format` is a function ``. */
export function describeNotStorable({ path, reason }: NotStorable): string {
  return path === '' ? `it is ${reason}` : `\`${path.replace(/^\./, '')}\` is ${reason}`;
}

export function storableTypes(program: ts.Program): StorableTypes {
  const storable = new Set<ts.Type>();
  const visited = (inspectType: (visit: Visit) => Answer): Answer => {
    const visit: Visit = { program, checker: program.getTypeChecker(), storable, open: new Set() };
    const found = inspectType(visit);
    if (found === undefined) for (const seen of visit.open) storable.add(seen);
    return found;
  };
  return {
    whyNotStorable: (type) => visited((visit) => inspect(type, visit, '')),
    whyPartNotStorable: (type, part) => visited((visit) => (part === 'elements' ? inspectElements : inspectEntries)(type, visit)),
  };
}

interface Visit {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** Types known to be storable. */
  readonly storable: ReadonlySet<ts.Type>;
  /** Types of this visit: those that are under way count as storable, so that recursive types end. */
  readonly open: Set<ts.Type>;
}

type Answer = NotStorable | undefined;

// A type that grows with every step (`interface Nest<T> { next: Nest<T[]> }`) would never end.
const deepest = 20;

const passing =
  ts.TypeFlags.Any |
  ts.TypeFlags.Unknown |
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.VoidLike |
  ts.TypeFlags.Null |
  ts.TypeFlags.Never |
  ts.TypeFlags.NonPrimitive;

/** Built-in classes that the codec takes as they are. */
const opaque = new Set(
  (
    'Date RegExp RegExpMatchArray RegExpExecArray URL ArrayBuffer DataView Buffer Object Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array ' +
    'Float32Array Float64Array BigInt64Array BigUint64Array'
  ).split(' '),
);

/** Built-in containers, with what a path says of each of their type arguments. */
const containers: Readonly<Record<string, readonly string[]>> = {
  Array: ['[]'],
  ReadonlyArray: ['[]'],
  Map: ['.keys()', '.values()'],
  ReadonlyMap: ['.keys()', '.values()'],
  Set: ['.values()'],
  ReadonlySet: ['.values()'],
};

/** Built-in types whose name tells more than their structure would. */
const refused: Readonly<Record<string, string>> = {
  Promise: 'a promise',
  PromiseLike: 'a promise',
  Function: 'a function',
  CallableFunction: 'a function',
  NewableFunction: 'a class',
  Iterator: 'an iterator',
  IteratorObject: 'an iterator',
  IterableIterator: 'an iterator',
  ArrayIterator: 'an iterator',
  MapIterator: 'an iterator',
  SetIterator: 'an iterator',
  StringIterator: 'an iterator',
  RegExpStringIterator: 'an iterator',
  Generator: 'a generator',
  AsyncGenerator: 'a generator',
  AsyncIterator: 'an asynchronous iterator',
  AsyncIterableIterator: 'an asynchronous iterator',
};

function inspect(type: ts.Type, visit: Visit, path: string): Answer {
  if (type.flags & passing || visit.storable.has(type) || visit.open.has(type)) return undefined;
  if (type.flags & ts.TypeFlags.ESSymbolLike) return { path, reason: 'a symbol' };
  if (depthOf(path) > deepest) return undefined;
  visit.open.add(type);
  if (type.isUnion()) return firstOf(type.types, (member) => inspect(member, visit, path));
  if (type.isIntersection()) return inspectIntersection(type, visit, path);
  if (type.flags & ts.TypeFlags.Object) return inspectObject(type, visit, path);
  const constraint = visit.checker.getBaseConstraintOfType(type);
  return constraint === undefined ? undefined : inspect(constraint, visit, path);
}

/** What is iterated over: an array, a collection, an iterator; of a string, strings. */
function inspectElements(type: ts.Type, visit: Visit): Answer {
  if (type.isUnion()) return firstOf(type.types, (member) => inspectElements(member, visit));
  if (!(type.flags & ts.TypeFlags.Object)) return undefined;
  return inspectArguments(type, visit, () => '[]');
}

/** What `{ ...value }` copies: the fields of an object, not the methods of its class. */
function inspectEntries(type: ts.Type, visit: Visit): Answer {
  if (type.isUnion()) return firstOf(type.types, (member) => inspectEntries(member, visit));
  return inspectMembers(type, visit, '', (property) => isDataKey(property) && !isOfClass(property));
}

function isOfClass(property: ts.Symbol): boolean {
  const isShared = isMethod(property) || isAccessor(property);
  return isShared && property.declarations?.some(({ parent }) => ts.isClassLike(parent)) === true;
}

/** A primitive with a brand (`string & { readonly brand: 'OrderId' }`) is that primitive. */
function inspectIntersection(type: ts.IntersectionType, visit: Visit, path: string): Answer {
  if (type.types.some((member) => member.flags & passing)) return undefined;
  const named = firstOf(type.types, (member) => inspectNamed(member, visit, path));
  return named ?? inspectMembers(type, visit, path);
}

function inspectObject(type: ts.Type, visit: Visit, path: string): Answer {
  const { checker } = visit;
  if (checker.isTupleType(type)) return inspectArguments(type, visit, () => `${path}[]`);
  const container = containers[builtInName(type, visit) ?? ''];
  if (container !== undefined) return inspectArguments(type, visit, (index) => `${path}${container[index] ?? ''}`);
  if (opaque.has(builtInName(type, visit) ?? '')) return undefined;
  if (isError(type, visit)) return inspectMembers(type, visit, path, isErrorField);
  return inspectNamed(type, visit, path) ?? inspectGetters(type, visit, path) ?? inspectMembers(type, visit, path);
}

/** A getter would come back as the value that it had. */
function inspectGetters(type: ts.Type, { checker }: Visit, path: string): Answer {
  const getter = checker.getPropertiesOfType(type).find(isAccessor);
  return getter && { path: childPath(path, getter.name), reason: 'a getter or setter' };
}

function isAccessor(property: ts.Symbol): boolean {
  return (property.flags & ts.SymbolFlags.Accessor) !== 0;
}

/** What the kind of a type says, before its members are looked at. */
function inspectNamed(type: ts.Type, visit: Visit, path: string): Answer {
  if (type.getCallSignatures().length > 0) return { path, reason: 'a function' };
  if (type.getConstructSignatures().length > 0) return { path, reason: 'a class' };
  const builtIn = builtInName(type, visit);
  const reason = builtIn === undefined ? undefined : refused[builtIn];
  if (reason !== undefined) return { path, reason };
  if (type.isClass() || isReferenceToClass(type)) return { path, reason: `an instance of class \`${type.symbol.name}\`` };
  if (hasBase(type, visit, 'Array') || hasBase(type, visit, 'ReadonlyArray'))
    return { path, reason: `an array with fields of its own (\`${type.symbol.name}\`)` };
  if (builtIn !== undefined && hasMethods(type, visit)) return { path, reason: `an instance of \`${builtIn}\`` };
  return undefined;
}

function inspectMembers(type: ts.Type, visit: Visit, path: string, isStored = isDataKey): Answer {
  const { checker } = visit;
  const properties = checker.getPropertiesOfType(type).filter(isStored);
  return (
    firstOf(properties, (property) => inspect(checker.getTypeOfSymbol(property), visit, childPath(path, property.name))) ??
    firstOf(checker.getIndexInfosOfType(type), (index) => inspect(index.type, visit, `${path}[]`))
  );
}

function inspectArguments(type: ts.Type, visit: Visit, pathOf: (index: number) => string): Answer {
  const types = visit.checker.getTypeArguments(type as ts.TypeReference);
  return firstOf(types, (argument, index) => inspect(argument, visit, pathOf(index)));
}

/** Brands with a symbol as key exist only in types. */
function isDataKey(property: ts.Symbol): boolean {
  return !property.name.startsWith('__@') || isMethod(property);
}

/** Methods of an error come back with its class; what `Error` itself declares is stored in any case. */
function isErrorField(property: ts.Symbol): boolean {
  return (
    !isMethod(property) &&
    !isAccessor(property) &&
    !['name', 'message', 'stack', 'cause', 'errors'].includes(property.name) &&
    isDataKey(property)
  );
}

function isMethod(property: ts.Symbol): boolean {
  return (property.flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Function)) !== 0;
}

function isError(type: ts.Type, visit: Visit): boolean {
  return builtInName(type, visit) === 'Error' || hasBase(type, visit, 'Error');
}

function hasBase(type: ts.Type, visit: Visit, name: string): boolean {
  const target = targetOf(type);
  if (!target.isClassOrInterface()) return false;
  const bases = visit.checker.getBaseTypes(target);
  return bases.some((base) => builtInName(base, visit) === name || hasBase(base, visit, name));
}

function isReferenceToClass(type: ts.Type): boolean {
  return targetOf(type).isClass();
}

function hasMethods(type: ts.Type, { checker }: Visit): boolean {
  return checker.getPropertiesOfType(type).some((property) => checker.getTypeOfSymbol(property).getCallSignatures().length > 0);
}

/** `Box<string>` refers to `Box<T>`, which is what was declared. */
function targetOf(type: ts.Type): ts.Type {
  return 'target' in type ? (type as ts.TypeReference).target : type;
}

/** The name of a type that the platform declares: a name alone could be the author's. */
function builtInName(type: ts.Type, { program }: Visit): string | undefined {
  const declaration = type.symbol?.declarations?.[0];
  if (declaration === undefined || type.symbol.flags & ts.SymbolFlags.TypeLiteral) return undefined;
  const file = declaration.getSourceFile();
  const isPlatform = program.isSourceFileDefaultLibrary(file) || file.fileName.includes('/node_modules/@types/node/');
  return isPlatform ? type.symbol.name : undefined;
}

function childPath(path: string, name: string): string {
  const shown = name.startsWith('__@') ? '[symbol]' : name;
  return path === '' ? shown : `${path}.${shown}`;
}

function depthOf(path: string): number {
  return path.split(/[.[]/).length;
}

function firstOf<T>(items: readonly T[], inspectItem: (item: T, index: number) => Answer): Answer {
  for (const [index, item] of items.entries()) {
    const found = inspectItem(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
