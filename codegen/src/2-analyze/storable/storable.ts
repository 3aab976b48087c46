/**
 * Whether values of a type can be stored, as far as the type shows it.
 *
 * Always: a type that is refused has values that the codec would refuse or change. `any`, `unknown`, `object` and type
 * parameters that are open and unconstrained pass: the codec decides about them at run time. So does an interface that a
 * class instance hides behind.
 */
import { ts } from '../../typescript.js';
import {
  containerSteps,
  isOpaque,
  isPlatformMember,
  isRarelyMeant,
  platformName,
  refusedByName,
  substituteFor,
  type Obstacle,
} from './platform-types.js';
import { noBindings, type TypeBindings } from './type-bindings.js';

/** The part of a type that cannot be stored. */
export interface NotStorable {
  /** How the part is reached from the value, e.g. `.items[].format`; empty: the value itself. */
  readonly path: string;
  /** What the part is, e.g. `a function`. */
  readonly reason: string;
  readonly obstacle: Obstacle;
  /** What is kept instead of just this kind of object. */
  readonly substitute?: string;
  /** The author's class of which it is an instance. */
  readonly className?: string;
}

/** What is known of the types of one program. Types found storable are remembered. */
export interface StorableTypes {
  /** The first part of a type that cannot be stored; `undefined` if there is none. */
  whyNotStorable(type: ts.Type, bindings?: TypeBindings): NotStorable | undefined;
  /** As {@link whyNotStorable}, of a list of its elements, or of a plain object with its own properties. */
  whyPartNotStorable(type: ts.Type, part: 'elements' | 'entries', bindings?: TypeBindings): NotStorable | undefined;
}

/** Classes whose instances can be stored, because the author registered how. */
export type StoredClasses = ReadonlySet<ts.Symbol>;

const known = new WeakMap<ts.Program, Map<StoredClasses, StorableTypes>>();

/** What is known of the types of a program; asked again, the same. */
export function storableTypes(program: ts.Program, classes: StoredClasses): StorableTypes {
  const byClasses = known.get(program) ?? new Map<StoredClasses, StorableTypes>();
  known.set(program, byClasses);
  const types = byClasses.get(classes) ?? makeStorableTypes(program, classes);
  byClasses.set(classes, types);
  return types;
}

function makeStorableTypes(program: ts.Program, classes: StoredClasses): StorableTypes {
  const found = new WeakMap<TypeBindings, Set<ts.Type>>();
  const visited = (bindings: TypeBindings, inspectType: (visit: Visit) => Answer): Answer => {
    const storable = found.get(bindings) ?? new Set();
    found.set(bindings, storable);
    const visit: Visit = { program, checker: program.getTypeChecker(), classes, bindings, storable, open: new Set() };
    const refused = inspectType(visit);
    if (refused === undefined) for (const seen of visit.open) storable.add(seen);
    return refused;
  };
  return {
    whyNotStorable: (type, bindings = noBindings) => visited(bindings, (visit) => inspect(type, visit, '')),
    whyPartNotStorable: (type, part, bindings = noBindings) =>
      visited(bindings, (visit) => (part === 'elements' ? inspectElements : inspectEntries)(type, visit)),
  };
}

interface Visit {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly classes: StoredClasses;
  readonly bindings: TypeBindings;
  /** Types known to be storable, with these bindings. */
  readonly storable: ReadonlySet<ts.Type>;
  /** Types of this visit: those that are under way count as storable, so that recursive types end. */
  readonly open: Set<ts.Type>;
}

type Answer = NotStorable | undefined;

// A type that grows with every step (`interface Nest<T> { next: Nest<T[]> }`) would never end, and one that grows in
// several ways would all but never. What lies beyond is left to the codec.
const deepest = 20;
const mostTypes = 1_000;

const primitive =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.VoidLike |
  ts.TypeFlags.Null |
  ts.TypeFlags.Never;

const passing = primitive | ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive;

function inspect(type: ts.Type, visit: Visit, path: string): Answer {
  if (type.flags & passing || visit.storable.has(type) || visit.open.has(type)) return undefined;
  if (type.flags & ts.TypeFlags.ESSymbolLike) return { path, reason: 'a symbol', obstacle: 'symbol' };
  if (visit.open.size > mostTypes || depthOf(path) > deepest) return undefined;
  visit.open.add(type);
  if (type.isUnion()) return inspectUnion(type, visit, path);
  if (type.isIntersection()) return inspectIntersection(type, visit, path);
  if (type.flags & ts.TypeFlags.Object) return inspectObject(type, visit, path);
  const bound = visit.bindings.get(type) ?? awaitedParameter(type, visit) ?? visit.checker.getBaseConstraintOfType(type);
  return bound === undefined ? undefined : inspect(bound, visit, path);
}

/** What `Awaited<T>` is, if `T` is bound: the result of a task is awaited before anyone knows of `T`. */
function awaitedParameter({ aliasSymbol, aliasTypeArguments }: ts.Type, { bindings, checker }: Visit): ts.Type | undefined {
  const [parameter] = aliasSymbol?.name === 'Awaited' ? (aliasTypeArguments ?? []) : [];
  const bound = parameter && bindings.get(parameter);
  return bound && checker.getAwaitedType(bound);
}

function inspectUnion({ types }: ts.UnionType, visit: Visit, path: string): Answer {
  const meant = types.filter((member) => !isRarelyMeant(platformName(member, visit.program)));
  return firstOf(meant.length > 0 ? meant : types, (member) => inspect(member, visit, path));
}

/** What is iterated over: an array, a collection, an iterator; of a string, strings. */
function inspectElements(type: ts.Type, visit: Visit): Answer {
  if (type.isUnion()) return firstOf(type.types, (member) => inspectElements(member, visit));
  const bound = visit.bindings.get(type);
  if (bound) return inspectElements(bound, visit);
  if (!(type.flags & ts.TypeFlags.Object)) return undefined;
  return inspectArguments(type, visit, () => '[]');
}

/** What `{ ...value }` copies: the fields of an object, not the methods of its class. */
function inspectEntries(type: ts.Type, visit: Visit): Answer {
  if (type.isUnion()) return firstOf(type.types, (member) => inspectEntries(member, visit));
  return inspectMembers(visit.bindings.get(type) ?? type, visit, '', (property) => isDataKey(property) && !isOfClass(property));
}

function isOfClass(property: ts.Symbol): boolean {
  const isShared = isMethod(property) || isAccessor(property);
  return isShared && property.declarations?.some(({ parent }) => ts.isClassLike(parent)) === true;
}

/**
 * A primitive with a brand (`string & { readonly brand: 'OrderId' }`) is that primitive, and an array, a date or an error
 * with one is what it is: the others only add fields.
 */
function inspectIntersection(type: ts.IntersectionType, visit: Visit, path: string): Answer {
  if (type.types.some((member) => member.flags & primitive)) return undefined;
  const whole = type.types.filter((member) => !isStructural(member, visit));
  if (whole.length === 0) return firstOf(type.types, (member) => inspectNamed(member, visit, path)) ?? inspectMembers(type, visit, path);
  const added = type.types.filter((member) => !whole.includes(member)).flatMap((member) => visit.checker.getPropertiesOfType(member));
  const isStored = whole.some((member) => isError(member, visit)) ? isErrorField : isDataKey;
  return (
    firstOf(whole, (member) => inspect(member, visit, path)) ??
    firstOf(added.filter(isStored), ({ name }) => inspectProperty(visit.checker.getPropertyOfType(type, name), visit, path))
  );
}

/** Whether a type is no more than the members that it lists. */
function isStructural(type: ts.Type, visit: Visit): boolean {
  if (!(type.flags & ts.TypeFlags.Object) || visit.checker.isTupleType(type)) return false;
  return platformName(type, visit.program) === undefined && !isClassInstance(type) && !isError(type, visit) && !isList(type, visit);
}

function inspectObject(type: ts.Type, visit: Visit, path: string): Answer {
  const { checker } = visit;
  if (checker.isTupleType(type)) return inspectTuple(type as ts.TupleTypeReference, visit, path);
  const name = platformName(type, visit.program);
  const steps = containerSteps(name);
  if (steps !== undefined) return inspectArguments(type, visit, (index) => `${path}${steps[index] ?? ''}`);
  if (isOpaque(name) || visit.classes.has(type.symbol)) return undefined;
  if (isError(type, visit)) return inspectMembers(type, visit, path, isErrorField);
  const mapped = mappedPlatformType(type, visit);
  if (mapped) return inspect(mapped, visit, path);
  return inspectNamed(type, visit, path) ?? inspectGetters(type, visit, path) ?? inspectMembers(type, visit, path);
}

function inspectTuple(type: ts.TupleTypeReference, visit: Visit, path: string): Answer {
  const { elementFlags } = type.target;
  const isOne = (index: number): boolean => ((elementFlags[index] ?? 0) & ts.ElementFlags.Variable) === 0;
  return inspectArguments(type, visit, (index) => `${path}[${isOne(index) ? index : ''}]`);
}

/** `Readonly<Date>` lists the methods of `Date`, and means a date. */
function mappedPlatformType(type: ts.Type, visit: Visit): ts.Type | undefined {
  const isMapped = ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Mapped) !== 0;
  const [mapped, ...others] = type.aliasTypeArguments ?? [];
  if (!isMapped || !mapped || others.length > 0) return undefined;
  const name = platformName(mapped, visit.program);
  return isOpaque(name) || containerSteps(name) || isError(mapped, visit) ? mapped : undefined;
}

/** A getter of an object literal would come back as the value that it had. */
function inspectGetters(type: ts.Type, { checker }: Visit, path: string): Answer {
  const isWritten = (property: ts.Symbol): boolean =>
    isAccessor(property) && property.declarations?.some(({ parent }) => ts.isObjectLiteralExpression(parent)) === true;
  const getter = checker.getPropertiesOfType(type).find(isWritten);
  return getter && { path: path + stepTo(getter.name), reason: 'a getter or setter', obstacle: 'accessor' };
}

function isAccessor(property: ts.Symbol): boolean {
  return (property.flags & ts.SymbolFlags.Accessor) !== 0;
}

/** What the kind of a type says, before its members are looked at. */
function inspectNamed(type: ts.Type, visit: Visit, path: string): Answer {
  if (type.getCallSignatures().length > 0) return { path, reason: 'a function', obstacle: 'function' };
  if (type.getConstructSignatures().length > 0) return { path, reason: 'a class', obstacle: 'class' };
  const name = platformName(type, visit.program);
  const refused = refusedByName(name);
  if (refused !== undefined) return { path, ...refused };
  if (isClassInstance(type) && name === undefined) return authorsInstance(type.symbol.name, path);
  if (isList(type, visit)) return undefined;
  return name !== undefined && isPlatformClass(type, visit) ? platformInstance(name, path) : undefined;
}

function authorsInstance(className: string, path: string): NotStorable {
  return { path, reason: `an instance of class \`${className}\``, obstacle: 'instance', className };
}

function platformInstance(name: string, path: string): NotStorable {
  const substitute = substituteFor(name);
  return { path, reason: `an instance of \`${name}\``, obstacle: 'platform', ...(substitute !== undefined && { substitute }) };
}

/** Interfaces that a global constructor makes instances of, and those with methods. */
function isPlatformClass(type: ts.Type, { checker }: Visit): boolean {
  const isMade = (type.symbol.flags & (ts.SymbolFlags.Variable | ts.SymbolFlags.Class)) !== 0;
  return isMade || checker.getPropertiesOfType(type).some((property) => checker.getTypeOfSymbol(property).getCallSignatures().length > 0);
}

function inspectMembers(type: ts.Type, visit: Visit, path: string, isStored = isDataKey): Answer {
  const { checker } = visit;
  const all = checker.getPropertiesOfType(type).filter(isStored);
  const properties = isList(type, visit) ? all.filter((property) => !isPlatformMember(property, visit.program)) : all;
  return (
    firstOf(properties, (property) => inspectProperty(property, visit, path)) ??
    firstOf(checker.getIndexInfosOfType(type), (index) => inspect(index.type, visit, `${path}[]`))
  );
}

function inspectProperty(property: ts.Symbol | undefined, visit: Visit, path: string): Answer {
  return property && inspect(visit.checker.getTypeOfSymbol(property), visit, path + stepTo(property.name));
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
  return platformName(type, visit.program) === 'Error' || hasBase(type, visit, 'Error');
}

/** An interface that extends an array: `interface JsonArray extends Array<Json> {}`. It may add fields. */
function isList(type: ts.Type, visit: Visit): boolean {
  return hasBase(type, visit, 'Array') || hasBase(type, visit, 'ReadonlyArray');
}

function hasBase(type: ts.Type, visit: Visit, name: string): boolean {
  const target = targetOf(type);
  if (!target.isClassOrInterface()) return false;
  const bases = visit.checker.getBaseTypes(target);
  return bases.some((base) => platformName(base, visit.program) === name || hasBase(base, visit, name));
}

function isClassInstance(type: ts.Type): boolean {
  return targetOf(type).isClass();
}

/** `Box<string>` refers to `Box<T>`, which is what was declared. */
function targetOf(type: ts.Type): ts.Type {
  return 'target' in type ? (type as ts.TypeReference).target : type;
}

const isName = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** How a path names a property: `.price`, `["unit price"]`, `[Symbol.iterator]`. */
function stepTo(name: string): string {
  if (name.startsWith('__@')) return `[Symbol.${name.slice(3).replace(/@\d+$/, '')}]`;
  return isName.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
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
