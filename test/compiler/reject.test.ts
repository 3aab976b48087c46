/**
 * What the compiler refuses: one folder per code of the catalogue, whose diagnostics are compared with `expected.txt`
 * (`vitest -u` writes it anew). Every code has a folder and an entry in the reference.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCatalogue } from '@waystone/codegen/catalogue';
import { emitFunctions, emitReference } from '../../codegen/scripts/catalogue.js';
import { findProject, Loader } from '../../codegen/src/1-load/index.js';
import { formatDiagnostics } from '../../codegen/src/diagnostics/index.js';
import { diagnosticsOf } from './diagnose.js';

const repository = join(import.meta.dirname, '../..');
const root = join(import.meta.dirname, 'reject');
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const catalogue = readCatalogue();
const codes = catalogue.flatMap((chapter) => chapter.messages.map((message) => message.code));

describe('the catalogue', () => {
  test('has a rejected case for every code', () => {
    expect(folders.toSorted()).toEqual(codes.toSorted());
  });

  test('is what the functions and the reference were generated from', () => {
    expect(readFileSync(join(repository, 'codegen/src/diagnostics/messages.ts'), 'utf8')).toBe(emitFunctions(catalogue));
    expect(readFileSync(join(repository, 'docs/diagnostics.md'), 'utf8')).toBe(emitReference(catalogue));
  });
});

describe('refuses', () => {
  // One program for all cases: TypeScript's libraries are checked once.
  const all = new Loader().load(findProject({ root, include: ['*/*.workflow.ts'] }));

  test.each(folders)('%s', async (folder) => {
    const found = diagnosticsOf({ ...all, files: all.files.filter((file) => dirname(file.fileName) === join(root, folder)) });
    expect(found.map((diagnostic) => diagnostic.code)).toContain(folder);
    // No diagnostic points at anything but the author's files.
    for (const { place } of found) expect(dirname(place.file.fileName)).toBe(join(root, folder));
    await expect(`${formatDiagnostics(found, { root: join(root, folder) })}\n`).toMatchFileSnapshot(join(root, folder, 'expected.txt'));
  });
});
