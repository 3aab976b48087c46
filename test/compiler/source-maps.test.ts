/** Every piece of code in the generated modules of all accepted programs maps to the text of the author's that it was copied from. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TraceMap, eachMapping, type EachMapping } from '@jridgewell/trace-mapping';
import { expect, test } from 'vitest';

const generated = join(import.meta.dirname, 'accept/generated');
const modules = readdirSync(generated).filter((name) => name.endsWith('.code.ts'));

const sources = new Map<string, readonly string[]>();

function linesOf(file: string): readonly string[] {
  const lines = sources.get(file) ?? readFileSync(file, 'utf8').split('\n');
  sources.set(file, lines);
  return lines;
}

/** What differs between a place and the one that it maps to. */
function differences(name: string): readonly string[] {
  const path = join(generated, name);
  const [, data = ''] = /base64,(.*)$/m.exec(readFileSync(path, 'utf8')) ?? [];
  const found: string[] = [];
  eachMapping(new TraceMap(Buffer.from(data, 'base64').toString(), pathToFileURL(path).href), (mapping) => {
    const [copy, original] = textsAt(path, mapping);
    const isSame = mapping.name === null ? isCopy(copy, original) || isEntry(mapping, original) : original.startsWith(mapping.name);
    if (!isSame) found.push(`${name}:${mapping.generatedLine}: ${copy} <= ${original}`);
  });
  return found;
}

function textsAt(path: string, mapping: EachMapping): readonly [copy: string, original: string] {
  if (mapping.source === null) throw new Error('a place that maps to nothing');
  const copy = linesOf(path)[mapping.generatedLine - 1]?.slice(mapping.generatedColumn) ?? '';
  const original = linesOf(fileURLToPath(mapping.source))[mapping.originalLine - 1]?.slice(mapping.originalColumn) ?? '';
  return [copy, original];
}

/**
 * Jumps stand for what leaves the code, literals for constants; variables may be in the frame, and may have another name;
 * anything else is as it was.
 */
function isCopy(copy: string, original: string): boolean {
  if (/^(?:return |\{ )/.test(copy) && /^(?:[\w$(]|await )/.test(original)) return true;
  const [of, from] = [firstWord(copy.replace(/^frame\$?\./, '')), firstWord(original)];
  return of === from || (isName(from) && (isName(of) || /^(?:\d|["']|\(-)/.test(copy)));
}

/** A line that begins the code of a flow stands for its call. */
function isEntry({ generatedColumn }: EachMapping, original: string): boolean {
  return generatedColumn === 0 && /^(?:this|super)\.\w+\(/.test(original);
}

function firstWord(text: string): string {
  return /^(?:[\w$]+|\S)/.exec(text)?.[0] ?? '';
}

function isName(word: string): boolean {
  return /^[A-Za-z_$]/.test(word);
}

test('every piece', () => {
  expect(modules.length).toBeGreaterThan(100);
  expect(modules.flatMap(differences)).toEqual([]);
});
