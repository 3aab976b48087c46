/** Each example, compiled and run as its README says, in processes of its own, on a SQLite file and on PostgreSQL. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchOfTest, root } from '../package/packages.js';
import { run, type Environment } from '../package/run.js';
import { testDatabase } from '../support/postgres/database.js';

const { url } = await testDatabase();
const databases: readonly (readonly [name: string, environment: Environment])[] = [
  ['SQLite', {}],
  ['PostgreSQL', { DATABASE_URL: url }],
];

test('order: the picture in the README is that of its graph', async () => {
  const drawn = await run('waystone', ['graph', 'order', '--format', 'svg'], join(root, 'examples', 'order'));
  expect(drawn).toBe(await readFile(join(root, 'docs', 'order.svg'), 'utf8'));
});

test.each(['agent', 'approval', 'batch', 'crawler', 'order', 'transfer'])('%s: its own tests', async (name) => {
  const output = await run('node', ['--test', 'dist/*.test.js'], join(root, 'examples', name));
  expect(output).toMatch(/^ℹ fail 0$/m);
  expect(output).toMatch(/^ℹ pass [1-9]/m);
});

describe.each(databases)('on %s', (_name, environment) => {
  async function runExample(name: string): Promise<string[]> {
    const scratch = await scratchOfTest();
    const output = await run('node', ['dist/main.js', join(scratch, `${name}.db`)], join(root, 'examples', name), environment);
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

  test('transfer: no money is lost or made though workers are killed in the middle of it', async () => {
    const lines = await runExample('transfer');
    expect(lines[0]).toBe('56 payments of 60 accepted');
    expect(lines[1]).toMatch(/^\d+ moved, [1-9]\d* refused, [1-9]\d* workers killed in the middle of a transfer$/);
    expect(lines[2]).toBe('there were 6000 cents, there are 6000');
  });

  test('batch: sends what can be sent, says what cannot, and the command line shows its children', async () => {
    const scratch = await scratchOfTest();
    const database = join(scratch, 'batch.db');
    const folder = join(root, 'examples', 'batch');
    const lines = (await run('node', ['dist/main.js', database], folder, environment)).trim().split('\n');
    expect(lines).toContain('200 of 200');
    expect(lines).toContain('196 sent, 196 mails');
    expect(lines.filter((line) => line.endsWith('no such address: nowhere'))).toHaveLength(4);
    expect(lines).toContain('201 children, 4 failed');
    expect(lines.at(-1)).toBe('archived 1 month');
    const store = ['--store', environment['DATABASE_URL'] ?? database];
    const listed = async (...options: string[]): Promise<string[]> => {
      const page = JSON.parse(await run('waystone', ['list', ...options, '--json', ...store], folder)) as { instances: { id: string }[] };
      return page.instances.map(({ id }) => id);
    };
    const [batch = ''] = await listed('--workflow', 'batch');
    const shown = JSON.parse(await run('waystone', ['show', batch, '--json', ...store], folder)) as { instance: { children: unknown } };
    expect(shown.instance.children).toEqual({ live: 0, completed: 197, failed: 4, canceled: 0 });
    expect(await listed('--parent', batch, '--status', 'failed')).toHaveLength(4);
    const [archive = ''] = await listed('--parent', batch, '--workflow', 'archive');
    expect(await run('waystone', ['show', archive, ...store], folder)).toContain(`${batch} (goes on when that ends)`);
  });

  test('order: what the demo claims holds though workers of it are killed, also when it is run again', async () => {
    const scratch = await scratchOfTest();
    for (const orders of ['60', '90']) {
      const values = ['dist/demo.js', '--orders', orders, '--folder', scratch];
      const output = await run('node', values, join(root, 'examples', 'order'), environment);
      expect(output).toMatch(new RegExp(`orders that came to a regular end +${orders}/${orders} +holds`));
      expect(output).toMatch(/tasks executed again after their commit +0 +holds/);
      expect(output).toMatch(/times a worker was killed with SIGKILL +2\b/);
      expect(output).not.toContain('BROKEN');
    }
  });
});
