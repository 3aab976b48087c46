/** The examples of the catalogue are true: what it calls rejected is rejected for that reason, what it calls accepted is not. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readCatalogue } from '@waystone/codegen/catalogue';
import { findProject, Loader } from '../../../codegen/src/1-load/index.js';
import { diagnosticsOf } from '../diagnose.js';
import { exampleSource } from './example-source.js';

interface Example {
  readonly code: string;
  readonly kind: 'Rejected' | 'Accepted';
  readonly text: string;
}

const repository = join(import.meta.dirname, '../../..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'waystone-examples-')));
const compilerOptions = {
  target: 'ES2023',
  lib: ['ES2023', 'ESNext.Disposable'],
  module: 'NodeNext',
  strict: true,
  experimentalDecorators: true,
  types: ['node'],
  typeRoots: [join(repository, 'node_modules/@types')],
  paths: { '@waystone/core': [join(repository, 'packages/core/src/index.ts')] },
};
const examples = readCatalogue().flatMap(({ messages }) => messages.flatMap(examplesOf));
const sources = loadExamples();

afterAll(() => rmSync(folder, { recursive: true }));

test.each(examples)('$code: $kind', ({ code, kind }) => {
  const files = sources.files.filter((file) => file.fileName.endsWith(`/${fileName(code, kind)}`));
  const found = diagnosticsOf({ ...sources, files }).map((diagnostic) => diagnostic.code);
  if (kind === 'Rejected') expect(found).toContain(code);
  // Names that an example takes for granted need not exist.
  else expect(found.filter((other) => other !== 'typescript_error' || other === code)).toEqual([]);
});

function examplesOf({ code, explanation }: { readonly code: string; readonly explanation: string }): Example[] {
  const found = [...explanation.matchAll(/^(Rejected|Accepted):\n\n```ts\n(.*?)```/gms)];
  return found.map(([, kind, text = '']) => ({ code, kind: kind === 'Rejected' ? 'Rejected' : 'Accepted', text }));
}

function fileName(code: string, kind: string): string {
  return `${code}-${kind.toLowerCase()}.workflow.ts`;
}

function loadExamples() {
  for (const { code, kind, text } of examples) writeFileSync(join(folder, fileName(code, kind)), exampleSource(text, 'Example'));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  return new Loader().load(findProject({ root: folder, include: ['*.workflow.ts'] }));
}
