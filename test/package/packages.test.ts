/** What is published: each package is well formed, and together they take a newcomer through the guide in an empty folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatMessage } from 'publint/utils';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { follow } from './follow.js';
import { readGuide } from './guide.js';
import { makeScratch, packAll, packageNames, removeScratch, root, scratchOfTest, type Tarballs } from './packages.js';
import { run } from './run.js';

let scratch: string;
let tarballs: Tarballs;

beforeAll(async () => {
  scratch = await makeScratch();
  tarballs = await packAll(scratch);
});

afterAll(async () => {
  await removeScratch(scratch);
});

function tarballOf(name: string): string {
  const tarball = tarballs[name];
  if (tarball === undefined) throw new Error(`${name} was not packed`);
  return tarball;
}

describe.each(packageNames)('%s', (name) => {
  test('passes publint', async () => {
    const tarball = await readFile(tarballOf(name));
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test('has types that resolve in ESM', async () => {
    await run('attw', [tarballOf(name), '--profile', 'esm-only', '--no-color'], root);
  });
});

/** What the registry will hold once they are published. The command line brings the compiler; here it has to be named. */
function withTarballs(script: string): string {
  const unpublished = script.replace('@waystone/cli', `@waystone/cli ${tarballOf('@waystone/codegen')}`);
  return unpublished.replaceAll(/@waystone\/(core|engine|cli)/g, (name) => tarballOf(name));
}

test('the guide works as written, in an empty folder outside the repository', async () => {
  const guide = await readFile(join(root, 'docs/getting-started.md'), 'utf8');
  const project = await scratchOfTest();
  for (const step of readGuide(guide)) await follow(step, project, withTarballs);
});
