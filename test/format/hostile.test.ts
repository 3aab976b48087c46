/** Bytes and values that are made to take all memory, or all time. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('each is refused by name, or carried, in a process of 256 MiB', () => {
  // A process that does not come to its end has no exit code.
  const options = { encoding: 'utf8', timeout: 600_000 } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=256', join(import.meta.dirname, 'hostile/main.ts')],
    options,
  );
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
}, 660_000);
