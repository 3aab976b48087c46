/**
 * Format 1 is readable for ever: the golden files are never rewritten. `WAYSTONE_GOLDEN=write` writes files of new
 * samples and leaves the others alone.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createCodec } from '../../packages/engine/src/codec/index.js';
import { goldenErrors, goldenSamples, jsonName, writtenBySql } from './golden-samples.js';

const folder = fileURLToPath(new URL('golden', import.meta.url));
const codec = createCodec({ errors: goldenErrors });
const samples = goldenSamples();
const fileOf = (name: string): string => `${folder}/${name}.envelope`;

if (process.env['WAYSTONE_GOLDEN'] === 'write') {
  mkdirSync(folder, { recursive: true });
  for (const [name, value] of Object.entries(samples)) if (!existsSync(fileOf(name))) writeFileSync(fileOf(name), codec.seal(value));
}

describe('golden files', () => {
  for (const [name, value] of Object.entries(samples)) {
    test(`${name} is read`, () => expect(codec.open(readFileSync(fileOf(name)))).toStrictEqual(value));
    test(`${name} is written in the same bytes`, () =>
      expect(Buffer.from(codec.seal(value)).toString('hex')).toBe(readFileSync(fileOf(name)).toString('hex')));
  }

  test('every file has its sample', () => {
    expect(readdirSync(folder).toSorted()).toEqual([...Object.keys(samples), jsonName].map((name) => `${name}.envelope`).toSorted());
  });

  test('what SQL wrote in JSON is read', () => expect(codec.open(readFileSync(fileOf(jsonName)))).toStrictEqual(writtenBySql));

  test('an error keeps its class', () => expect(codec.open(readFileSync(fileOf('error')))).toBeInstanceOf(goldenErrors.FixedStack));
});
