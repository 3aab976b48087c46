/** Broken readers and writers of bytes, which the search or the hostile bytes have to find. See `test/support/mutants.ts`. */
import { injectMutant, type Edit } from '../support/mutants.ts';

export interface Mutant {
  readonly edits: readonly Edit[];
  /** Program and options. */
  readonly foundBy: readonly string[];
}

const fuzz = ['fuzz/main.ts', '--seed', '1', '--cases', '20000', '--minutes', '60'];
const hostile = (only: string): readonly string[] => ['hostile/main.ts', '--only', only];

function mutant(foundBy: readonly string[], file: string, ...[text, instead]: [text: string, instead: string]): Mutant {
  return { foundBy, edits: [{ module: `packages/engine/dist/codec/${file}.js`, text, instead }] };
}

export const mutants: Readonly<Record<string, Mutant>> = {
  'checksums are not compared': mutant(fuzz, 'envelope', 'crc32(envelope.subarray(0, end)) !== envelope.readUInt32BE(end)', 'false'),
  'what follows an envelope is overlooked': mutant(fuzz, 'envelope', 'envelope.length > end + checksumBytes', 'false'),
  'parts of a graph are read outside of one': mutant(fuzz, 'read-cbor', 'if (!isPlace)', 'if (false)'),
  'a shared value is given before it is there': mutant(
    fuzz,
    'read-cbor',
    'value === undefined || value === unfinished',
    'value === undefined',
  ),
  'a date is made of anything': mutant(fuzz, 'read-cbor', "typeof seconds === 'number' ?", 'true ?'),
  'the content of tags is not looked at': mutant(fuzz, 'tag-contents', 'checks[tag]?.(content) !== true', 'false'),
  'a key sets the prototype': mutant(hostile('a key __proto__'), 'read-cbor', "key === '__proto__'", 'false'),
  'items may lie inside each other without end': mutant(hostile('times in itself'), 'read-cbor', 'this.#nesting > maxNesting', 'false'),
  'promises of items are believed': mutant(hostile('a million items'), 'read-cbor', 'this.#claimed > this.bytes.length', 'false'),
  'holes take room': mutant(hostile('holes'), 'revive', 'length > 2 * elements', 'false'),
  'texts are written without being counted': mutant(hostile('letters, held 1,000 times'), 'limits', 'this.#bytes > this.maxBytes', 'false'),
  'objects are not counted': mutant(hostile('without an end'), 'limits', 'count > maxObjects', 'false'),
};

/** Into a codec that must not be loaded yet. */
export function inject(name: string): void {
  const found = mutants[name];
  if (!found) throw new Error(`there is no mutant '${name}'; there are: ${Object.keys(mutants).join(', ')}`);
  injectMutant(...found.edits);
}
