/** One term per concept and one spelling (US), in code and prose alike. ARCHITECTURE.md has the words and why they were chosen. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const rejected: readonly (readonly [found: RegExp, say: string])[] = [
  [/\bcancell(ed|ing)\b/i, 'canceled, canceling'],
  [/\b(behaviour|colour|favour|honour|neighbour)/i, 'the US spelling, with -or'],
  [/\b(normalis|serialis|optimis|initialis|recognis|analys)(e|ed|es|ing)\b/i, 'the US spelling, with -ize or -yze'],
  [/\borchestrat(e|or|ion)/i, 'workflow, flow'],
  [/\b(sub-?workflow)/i, 'child'],
  [/\bsuspend(s|ed)?\b/i, 'park, or pause'],
  [/\bbackend\b/i, 'store'],
  [/\bserializer\b/i, 'codec'],
  [/\bdequeue\b/i, 'claim'],
  // Not the option of sockets.
  [/\bkeep-?alive\b(?!:)/i, 'heartbeat'],
];

const patterns = [
  '{packages/*,codegen}/src/**/*.ts',
  'codegen/messages/*.md',
  'docs/**/*.md',
  'examples/*/{src/**/*.ts,*.md}',
  'scripts/*',
  '*.md',
];
const files = globSync(patterns, { cwd: root }).filter((file) => !/node_modules|generated/.test(file));

function rejectedWordsIn(file: string): string[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.flatMap((line, index) =>
    rejected.flatMap(([found, say]) => (found.test(line) ? [`${file}:${index + 1}: '${found.exec(line)?.[0]}' — say: ${say}`] : [])),
  );
}

test('every file uses the words of the glossary', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap(rejectedWordsIn)).toEqual([]);
});
