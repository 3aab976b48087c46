/** Where the mark stands, whatever the line is made of. */
import { expect, test } from 'vitest';
import { formatDiagnostic, workflowNotNamed } from '../../../codegen/src/diagnostics/index.js';

/** The frame of a text in which `«…»` says what is to be marked. */
function frameOf(marked: string): string {
  const start = marked.indexOf('«');
  const text = marked.replace(/[«»]/g, '');
  const place = { file: { fileName: '/a.ts', text }, start, length: marked.indexOf('»') - start - 1 };
  return formatDiagnostic(workflowNotNamed(place)).split('\n\n').slice(1, -1).join('\n\n');
}

test.each([
  ['tabs', 'if (x) {\n\tthis.«get»();\n}', ['  1 | if (x) {', '> 2 | \tthis.get();', '    | \t     ^^^', '  3 | }']],
  ['wide characters', "const 名前 = '漢字'; «late»", ["> 1 | const 名前 = '漢字'; late", '    |                      ^^^^']],
  ['wide characters in the place', "f(«'漢字'»)", ["> 1 | f('漢字')", '    |   ^^^^^^']],
  ['emoji of several code points', "f('👩‍👩‍👧', «late»)", ["> 1 | f('👩‍👩‍👧', late)", '    |         ^^^^']],
  ['combining characters', "f('e\u0301', «late»)", ["> 1 | f('e\u0301', late)", '    |        ^^^^']],
  ['Windows line ends', 'one\r\n«two»\r\nthree', ['  1 | one', '> 2 | two', '    | ^^^', '  3 | three']],
  ['every line end that TypeScript knows', 'one\rtwo\u2028«three»', ['  2 | two', '> 3 | three', '    | ^^^^^']],
  ['the end of the line', 'one«»\ntwo', ['> 1 | one', '    |    ^', '  2 | two']],
  ['many lines', '«one\ntwo\nthree»', ['> 1 | one', '    | ^^^', '  2 | two']],
  ['the step to two digits', `${'\n'.repeat(8)}«nine»\nten`, ['   8 |', '>  9 | nine', '     | ^^^^', '  10 | ten']],
])('%s', (_name, marked, lines) => {
  expect(frameOf(marked).split('\n')).toEqual(lines);
});

test('long lines are cut around the place', () => {
  const [line = '', mark = ''] = frameOf(`${'x = 1; '.repeat(1000)}«late»${'; y = 2'.repeat(1000)}`).split('\n');
  expect(line.length).toBeLessThan(200);
  expect(line.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('late');
});

test('nothing of the source steers a terminal or turns the direction of the text', () => {
  const frame = frameOf("f('\u001B[2J\u202E', «late»)");
  expect(frame.split('\n')).toEqual(["> 1 | f('\u{FFFD}[2J\u{FFFD}', late)", '    |            ^^^^']);
});
