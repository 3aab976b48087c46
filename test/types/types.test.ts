/** The type samples hold for legacy and for TC39 decorators. A refusal that no longer happens is an error there. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const run = promisify(execFile);
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

async function check(folder: string): Promise<string> {
  const project = fileURLToPath(new URL(folder, import.meta.url));
  return run(process.execPath, [tsc, '--project', project, '--pretty', 'false']).then(
    () => 'no errors',
    (error: { stdout?: string }) => String(error.stdout),
  );
}

describe('the type samples', () => {
  for (const form of ['legacy', 'standard']) test(`with ${form} decorators`, async () => expect(await check(form)).toBe('no errors'));
});
