/** How diagnostics are collected and shown, by a table of small sources. */
import { expect, test } from 'vitest';
import {
  callNotAwaited,
  diagnosticJson,
  Diagnostics,
  formatDiagnostic,
  formatDiagnostics,
  signalWithoutTimeout,
  workflowNotNamed,
  type Place,
} from '../../../codegen/src/diagnostics/index.js';

const text = 'const one = 1;\nthis.charge(\n  order,\n);\nconst two = 2;\n';

function place(found: string, fileName = '/project/src/order.workflow.ts'): Place {
  return { file: { fileName, text }, start: text.indexOf(found), length: found.length };
}

const notAwaited = callNotAwaited(place('this.charge(\n  order,\n)'), { call: 'this.charge' });
const warning = signalWithoutTimeout(place('two'), { signal: 'approval' });

test('shows the first line of the place, relative to the root', () => {
  expect(formatDiagnostic(notAwaited, { root: '/project' })).toBe(
    [
      'src/order.workflow.ts:2:1 error call_not_awaited',
      '`this.charge` is called without `await`, so the flow would go on before it has ended.',
      '',
      '  1 | const one = 1;',
      '> 2 | this.charge(',
      '    | ^^^^^^^^^^^^',
      '  3 |   order,',
      '',
      'Fix: Write `await this.charge(…)`, or make it a lane of `join([…])`.',
      'More: npx waystone explain call_not_awaited',
    ].join('\n'),
  );
});

test('has escape sequences only if asked for color', () => {
  const escape = '\u001B[';
  expect(formatDiagnostic(notAwaited)).not.toContain(escape);
  expect(formatDiagnostic(notAwaited, { color: false })).not.toContain(escape);
  expect(formatDiagnostic(notAwaited, { color: true })).toContain(`${escape}31merror`);
});

test('ends with the number of errors and warnings', () => {
  expect(formatDiagnostics([])).toBe('');
  expect(formatDiagnostics([notAwaited, warning, warning])).toMatch(/\n\n1 error, 2 warnings$/);
  expect(formatDiagnostics([warning])).toMatch(/\n\n1 warning$/);
});

test('gives tools 1-based positions with an exclusive end', () => {
  expect(diagnosticJson(notAwaited, { root: '/project' })).toEqual({
    code: 'call_not_awaited',
    severity: 'error',
    file: 'src/order.workflow.ts',
    start: { line: 2, column: 1 },
    end: { line: 4, column: 2 },
    problem: notAwaited.problem,
    fix: notAwaited.fix,
    reference: 'diagnostics.md#call_not_awaited',
    explain: 'npx waystone explain call_not_awaited',
  });
});

test('shows a place without text by its file alone', () => {
  const nowhere: Place = { file: { fileName: '/project/tsconfig.json', text: '' }, start: 0, length: 0 };
  expect(formatDiagnostic(workflowNotNamed(nowhere))).toMatch(
    /^\/project\/tsconfig\.json:1:1 error workflow_not_named\n.+\.\n\nFix: .+\.\nMore: .+$/,
  );
});

test('counts lines of files with Windows line ends, and marks the last line of a file', () => {
  const windows = 'const one = 1;\r\nconst two = 2;';
  const last: Place = { file: { fileName: '/a.ts', text: windows }, start: windows.indexOf('two'), length: 3 };
  expect(formatDiagnostic(workflowNotNamed(last))).toContain('/a.ts:2:7');
  expect(formatDiagnostic(workflowNotNamed(last))).toContain('> 2 | const two = 2;\n    |       ^^^');
});

test('is collected once, in the order of files and positions', () => {
  const diagnostics = new Diagnostics();
  const elsewhere = callNotAwaited(place('one', '/project/src/a.workflow.ts'), { call: 'sleep' });
  diagnostics.add(warning, notAwaited, elsewhere, notAwaited, { ...warning });
  expect(diagnostics.all()).toEqual([elsewhere, notAwaited, warning]);
  expect(diagnostics.hasErrors).toBe(true);
});

test('covers what overlaps it, in its own file', () => {
  const diagnostics = new Diagnostics();
  diagnostics.add(warning);
  expect(diagnostics.hasErrors).toBe(false);
  expect(diagnostics.covers(place('const two'))).toBe(true);
  expect(diagnostics.covers(place('const '))).toBe(false);
  expect(diagnostics.covers(place('two', '/project/src/a.workflow.ts'))).toBe(false);
  diagnostics.addUnlessCovered(callNotAwaited(place('const two'), { call: 'sleep' }), notAwaited);
  expect(diagnostics.all()).toEqual([notAwaited, warning]);
});
