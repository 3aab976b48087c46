/** Statuses set by the code of one step. Each is a copy made when it was set: later changes of the value do not show. */
import { ValueNotStorableError } from '@waystone/core';
import type { FlowScope, Program } from '@waystone/core/runtime';
import { createCodec, type Codec } from '../codec/index.js';
import type { Published } from './action.js';

const codecs = new WeakMap<Program, Codec>();

function codecOf(program: Program): Codec {
  const known = codecs.get(program);
  if (known !== undefined) return known;
  const codec = createCodec({ errors: program.errors, maxBytes: Infinity });
  codecs.set(program, codec);
  return codec;
}

/** What cannot be stored is left as it is: whoever commits the step refuses it, not the author's code. */
function snapshot(program: Program, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const codec = codecOf(program);
  try {
    return codec.open(codec.seal(value, 'status'));
  } catch (error) {
    if (error instanceof ValueNotStorableError) return value;
    throw error;
  }
}

export class PublishedValues implements FlowScope {
  readonly values: Published[] = [];

  constructor(private readonly program: Program) {}

  publish(status: string, value: unknown): void {
    this.values.push({ status, value: snapshot(this.program, value) });
  }
}
