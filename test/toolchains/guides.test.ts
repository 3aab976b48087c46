/** docs/guides: followed literally, each in a project of its own; what they install is installed already. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { follow } from '../package/follow.js';
import { readGuide } from '../package/guide.js';
import { root } from '../package/packages.js';
import { run } from '../package/run.js';
import { freePort } from '../support/free-port.js';
import { linkCommand, makeHome, makeProject, tools } from './scratch.js';
import { serve } from './serve.js';

// Next.js sends statistics otherwise.
process.env['NEXT_TELEMETRY_DISABLED'] = '1';

let home: string;
beforeAll(async () => {
  home = await makeHome('guides');
});

/** Commands of the guides that go on until they are stopped. */
const servers = ['npx next start', 'npx tsx src/worker.ts'];

async function followGuide(name: string, project: string): Promise<void> {
  const steps = readGuide(await readFile(join(root, 'docs/guides', `${name}.md`), 'utf8'));
  expect(steps.length).toBeGreaterThan(0);
  let port = '';
  for (const step of steps) {
    const server = step.kind === 'script' && servers.find((command) => command === step.script.trim());
    if (server) await serve(server, step.prints?.at(-1) ?? '', project, { PORT: (port ||= `${await freePort()}`) });
    else await follow(step, project, (script) => unhurried(withoutInstalling(script)).replaceAll('localhost:3000', `localhost:${port}`));
  }
}

/** What the guide installs is in the folders above the project. */
function withoutInstalling(script: string): string {
  return script.replaceAll(/^npm install .*$/gm, ':');
}

/** The tests of authors fail after five seconds, which a machine may stand still for. */
function unhurried(script: string): string {
  return script.replaceAll('npx vitest run', 'npx vitest run --testTimeout=0 --hookTimeout=0');
}

test.each(['tsx', 'typescript', 'vite', 'testing', 'nextjs', 'nestjs'])('%s', async (name) => {
  await followGuide(name, await makeProject(home, name));
});

test('typescript, with TypeScript 6', async () => {
  const project = await makeProject(home, 'typescript-6');
  await linkCommand(project, 'tsc', join(tools, 'typescript-6/bin/tsc'));
  expect(await run('npx', ['tsc', '--version'], project)).toContain('Version 6.');
  await followGuide('typescript', project);
});
