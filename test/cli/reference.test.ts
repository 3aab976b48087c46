/**
 * docs/cli.md shows the help of every command as it is. `npx vitest run test/cli/reference.test.ts -u` brings it up to date.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { emptyFolder } from './support/project.js';
import { waystone } from './support/waystone.js';

const reference = fileURLToPath(new URL('../../docs/cli.md', import.meta.url));
const helpBlock = /(?<=<!-- help: (?<command>\w+) -->\n\n```text\n)[^]*?(?=```)/g;

test('docs/cli.md shows the help as it is', async () => {
  const cwd = await emptyFolder();
  const text = await readFile(reference, 'utf8');
  const commands = Array.from(text.matchAll(helpBlock), ([, command]) => command ?? '');
  const helps = new Map(await Promise.all(commands.map(async (command) => [command, await help(cwd, command)] as const)));
  const fresh = text.replaceAll(helpBlock, (_block, command: string) => helps.get(command) ?? '');
  await expect(fresh).toMatchFileSnapshot(reference);
});

test('docs/cli.md shows the help of every command, and every help has examples', async () => {
  const cwd = await emptyFolder();
  const text = await readFile(reference, 'utf8');
  const listed = (await help(cwd, 'waystone')).matchAll(/^  (\w+) (?:\[|<)/gm);
  const commands = Array.from(listed, ([, command]) => command ?? '').filter((command) => command !== 'help');
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) {
    expect(text).toContain(`<!-- help: ${command} -->`);
    expect(await help(cwd, command)).toContain('Examples:\n  $ waystone ');
  }
});

async function help(cwd: string, command: string): Promise<string> {
  const ran = await waystone(command === 'waystone' ? ['--help'] : [command, '--help'], { cwd });
  expect(ran).toMatchObject({ code: 0, err: '' });
  return ran.out;
}
