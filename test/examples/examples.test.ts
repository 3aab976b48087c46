/** Each example, compiled and run as its README says, in a process of its own and on a database of its own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchOfTest, root } from '../package/packages.js';
import { run } from '../package/run.js';

async function runExample(name: string): Promise<string[]> {
  const scratch = await scratchOfTest();
  const output = await run('node', ['dist/main.js', join(scratch, `${name}.db`)], join(root, 'examples', name));
  return output.trim().split('\n');
}

test('approval: decided at once, after an escalation, and by nobody', async () => {
  const lines = await runExample('approval');
  expect(lines).toContain("ada's books: { approved: true, by: 'team-lead' }");
  expect(lines).toContain("ben's flight: { approved: false, by: 'finance' }");
  expect(lines).toContain("chloe's desk: { approved: false, by: 'nobody' }");
  expect(lines.filter((line) => line.includes('chloe asks for desk'))).toEqual([
    'mail to team-lead: chloe asks for desk',
    'mail to team-lead: Reminder: chloe asks for desk',
    'mail to team-lead: Last reminder: chloe asks for desk',
    'mail to finance: chloe asks for desk',
    'mail to finance: Reminder: chloe asks for desk',
    'mail to finance: Last reminder: chloe asks for desk',
  ]);
});

test('crawler: finds every page once, and the broken links', async () => {
  const lines = await runExample('crawler');
  expect(lines.at(-1)).toMatch(/^61 pages, 24 broken links, \d+ requests$/);
});

test('agent: with permission, without, and out of budget', async () => {
  const lines = await runExample('agent');
  const text = lines.join('\n');
  expect(text).toContain('The total is 738 €. Mail: sent.');
  expect(text).toContain('The total is 738 €. Mail: ann does not allow it.');
  expect(text).toContain('short of money: BudgetExceeded');
  expect(lines.filter((line) => line.startsWith('send_mail('))).toHaveLength(1);
});

test('order: the picture in the README is that of its graph', async () => {
  const drawn = await run('waystone', ['graph', 'order', '--format', 'svg'], join(root, 'examples', 'order'));
  expect(drawn).toBe(await readFile(join(root, 'docs', 'order.svg'), 'utf8'));
});

test('order: what the demo claims holds though its worker is killed twice', async () => {
  const scratch = await scratchOfTest();
  const output = await run('node', ['dist/demo.js', '--orders', '120', '--folder', scratch], join(root, 'examples', 'order'));
  expect(output).toMatch(/orders that came to a regular end +120\/120 +holds/);
  expect(output).toMatch(/tasks executed again after their commit +0 +holds/);
  expect(output).not.toContain('BROKEN');
});
