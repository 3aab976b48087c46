/** docs/running.md, followed literally: real processes on a file and on PostgreSQL, in the project that getting-started.md sets up. */
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, test, vi } from 'vitest';
import { follow } from '../package/follow.js';
import { type GuideStep, readGuide } from '../package/guide.js';
import { root, scratchOfTest } from '../package/packages.js';
import { testDatabase } from '../support/postgres/database.js';

const { url } = await testDatabase();
afterEach(() => vi.unstubAllEnvs());

async function stepsOf(guide: string): Promise<readonly GuideStep[]> {
  return readGuide(await readFile(join(root, 'docs', guide), 'utf8'));
}

/** What `npm init` and `npm install` would make, with the packages of this repository. */
async function makeProject(): Promise<string> {
  const project = await scratchOfTest();
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
  await follow({ kind: 'file', path: 'package.json', content: '{ "type": "module" }' }, project);
  const setUp = await stepsOf('getting-started.md');
  for (const step of setUp) if (step.kind === 'file' && step.path === 'tsconfig.json') await follow(step, project);
  return project;
}

/** In the folder of dependencies that the tests share there is `pg` already. */
function withoutInstalling(script: string): string {
  return script.replace('npm install pg', ':');
}

test('the guide works as written', async () => {
  vi.stubEnv('DATABASE_URL', url);
  const project = await makeProject();
  for (const step of await stepsOf('running.md')) await follow(step, project, withoutInstalling);
});
