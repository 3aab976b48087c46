export { storableTypes, type NotStorable, type StorableTypes } from './storable.js';
export { bindingsOfCall, bindingsOfLineage, noBindings, type TypeBindings } from './type-bindings.js';
