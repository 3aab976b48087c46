/**
 * A mistake that is put into one flow of an accepted program is all that is reported, wherever it is: what is lowered of the rest
 * for the sake of diagnostics finds nothing wrong there, and does not fail.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ts } from '@ts-morph/common';
import { afterAll, expect, test } from 'vitest';
import { findProject, Loader } from '../../../codegen/src/1-load/index.js';
import { diagnosticsOf } from '../diagnose.js';

const repository = join(import.meta.dirname, '../../..');
const programs = join(import.meta.dirname, '..');
const root = realpathSync(mkdtempSync(join(tmpdir(), 'waystone-mistakes-')));
afterAll(() => rmSync(root, { recursive: true }));

const core = join(repository, 'packages/core/src');
const compilerOptions = {
  paths: { '@waystone/core': [join(core, 'index.ts')], '@waystone/core/*': [join(core, '*/index.ts')] },
  typeRoots: [join(repository, 'node_modules/@types')],
  noFallthroughCasesInSwitch: false,
};

const mistake = "eval('1');";

/** The text with a mistake at the begin of a flow, once for every flow. */
function mistaken(text: string): readonly string[] {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.ES2023, true);
  const classes = file.statements.filter((statement) => ts.isClassDeclaration(statement));
  return classes.flatMap(({ members }) => members.flatMap((member) => (isFlow(member) ? [insertAt(text, member.body)] : [])));
}

function isFlow(member: ts.ClassElement): member is ts.MethodDeclaration & { readonly body: ts.Block } {
  if (!ts.isMethodDeclaration(member) || !member.body) return false;
  const markers = ts.getDecorators(member)?.map((decorator) => decorator.getText()) ?? [];
  return member.name.getText() === 'run' || markers.some((marker) => /^@(?:flow|fork|branch|loop)\(/.test(marker));
}

function insertAt(text: string, body: ts.Block): string {
  const begin = body.getStart() + 1;
  return `${text.slice(0, begin)} ${mistake}${text.slice(begin)}`;
}

function load() {
  for (const folder of ['accept', 'support'])
    cpSync(join(programs, folder), join(root, folder), { recursive: true, filter: (path) => basename(path) !== 'generated' });
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ extends: join(repository, 'tsconfig.base.json'), compilerOptions }));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((each) => /^accept.*\.workflow\.ts$/.test(each))) {
    const texts = mistaken(readFileSync(join(root, path), 'utf8'));
    for (const [at, text] of texts.entries()) writeFileSync(join(root, path.replace('.workflow.ts', `.${at}.mistake.ts`)), text);
  }
  return new Loader().load(findProject({ root, include: ['**/*.mistake.ts'] }));
}

const sources = load();

/** What is reported for a file, if it is anything else than the mistake. */
function unexpected(file: ts.SourceFile): readonly string[] {
  const found = diagnosticsOf({ ...sources, files: [file] }).filter(({ severity }) => severity === 'error');
  const isRight = found.length === 1 && found[0]?.code === 'eval_used';
  return isRight ? [] : [`${basename(file.fileName)}: ${found.map(({ code, problem }) => `${code}: ${problem}`).join(' | ')}`];
}

test('every flow of every program', () => {
  expect(sources.files.length).toBeGreaterThan(200);
  expect(sources.files.flatMap(unexpected)).toEqual([]);
});
