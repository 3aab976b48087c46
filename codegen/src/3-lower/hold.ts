/** Values that are computed now and read later. */
import type { ts } from '../typescript.js';
import type { Builder } from './builder.js';
import { declare, type Code } from './code.js';
import type { Variable } from './ir.js';

/** A temporary with this value. */
export function hold(builder: Builder, name: string, value: Code, origin?: ts.Node): Variable {
  const temporary = builder.temporary(name, origin);
  builder.emit(declare(temporary, value));
  return temporary;
}
