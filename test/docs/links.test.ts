/** Links between documents lead somewhere, and the index names every document. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const documents = globSync(['*.md', 'docs/**/*.md', 'examples/*.md', 'examples/*/*.md'], { cwd: root }).toSorted();

function read(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

/** The document without its code, where brackets mean something else. */
function prose(document: string): string {
  return read(document)
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/`[^`\n]*`/g, '');
}

function linksOf(document: string): readonly string[] {
  return Array.from(prose(document).matchAll(/\]\((?<target>[^)\s]+)\)/g), ([, target]) => target ?? '').filter(
    (target) => !/^(https?|mailto):/.test(target),
  );
}

/** The names that readers of Markdown give to headings. */
function anchorsOf(document: string): ReadonlySet<string> {
  const headings = read(document)
    .replaceAll(/^```.*?^```$/gms, '')
    .matchAll(/^#+ (?<heading>.+)$/gm);
  return new Set(Array.from(headings, ([, heading = '']) => slug(heading)));
}

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function isBroken(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : relative(root, join(root, dirname(document), path));
  if (!existsSync(join(root, target))) return true;
  return anchor !== undefined && !anchorsOf(target).has(anchor);
}

test.each(documents)('%s', (document) => {
  expect(linksOf(document).filter((link) => isBroken(document, link))).toEqual([]);
});

test('the index names every document', () => {
  const named = new Set(linksOf('docs/README.md').map((link) => join('docs', link)));
  const toName = documents.filter((document) => dirname(document) === 'docs' || /^docs\/\w+\/README\.md$/.test(document));
  expect(toName.filter((document) => document !== join('docs', 'README.md') && !named.has(document))).toEqual([]);
});

test('the decisions are numbered without gaps, and their index says what each says of itself', () => {
  const records = documents.filter((document) => /^docs\/decisions\/\d/.test(document));
  const lines = records.map((record, index) => {
    const title = new RegExp(`^# ${index + 1}\\. (?<title>.+)\\n`).exec(read(record))?.groups?.['title'];
    return `${index + 1}. [${title}](${record.replace('docs/decisions/', '')})`;
  });
  expect(
    read('docs/decisions/README.md')
      .split('\n')
      .filter((line) => /^\d/.test(line)),
  ).toEqual(lines);
});
