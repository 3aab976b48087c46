/** The codes of errors: unique, and every one in `docs/errors.md`. */
import * as core from '@waystone/core';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}packages/core/src/errors`;

function declared(): [code: string, className: string][] {
  const sources = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, 'utf8'));
  return sources.flatMap((source) =>
    Array.from(source.matchAll(/^export class (\w+) extends \w+ \{\n\s+readonly code = '(\w+)'/gm), ([, name = '', code = '']) => [
      code,
      name,
    ]),
  );
}

function documented(): [code: string, className: string][] {
  const page = readFileSync(`${root}docs/errors.md`, 'utf8');
  return Array.from(page.matchAll(/^\| `(\w+)` +\| `(\w+)` +\|/gm), ([, code = '', name = '']) => [code, name]);
}

test('every error has a code, and every code is documented', () => {
  expect(declared().length).toBeGreaterThan(30);
  expect(documented().toSorted()).toEqual(declared().toSorted());
});

test('codes are unique', () => expect(new Set(declared().map(([code]) => code)).size).toBe(declared().length));

test('every class with a code is exported', () => {
  for (const [, name] of declared()) expect(core).toHaveProperty(name);
});

describe('an error', () => {
  test('has its class as its name, and keeps its cause', () => {
    const cause = new Error('inner');
    const error = new core.NonRetryableError('no', { cause });
    expect(error).toMatchObject({ name: 'NonRetryableError', code: 'NON_RETRYABLE', retryable: false, cause });
    expect('cause' in new core.CanceledError()).toBe(false);
  });

  test('of ours asks to be reported', () => {
    expect(() => core.assert(false, 'two is one')).toThrow(new core.InvariantError('two is one'));
    expect(() => core.assert(true, 'fine')).not.toThrow();
  });
});
