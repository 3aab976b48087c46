export {
  code,
  declare,
  onlyRead,
  originOf,
  type Code,
  type Entered,
  type Jump,
  type Origin,
  type Part,
  type Statement,
  type VariablePart,
} from './code.js';
export type { Block, Place, ValuePart, Variable } from './ir.js';
export type { Layout, PointIr, WaitLayout } from './layout.js';
export { variablesIn } from './layout.js';
export { lower, type LoweredWorkflow } from './lower.js';
export type { ModuleName } from './module-names.js';
export type { Names } from './names.js';
export { codesOf, namedPlaces, nextPlaces, variablesOf } from './references.js';
