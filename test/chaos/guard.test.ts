/** Nothing that a crash test started outlives it, whatever happens to the driver. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const guardScript = join(import.meta.dirname, 'run/guard.ts');
const forEver = 'setInterval(() => undefined, 1e9)';

test('the guard ends what lives when the driver is gone, even what is stopped, and leaves what has been taken off its list', async () => {
  const [stopped, spared] = [forEver, forEver].map((code) => spawn(process.execPath, ['-e', code], { stdio: 'ignore' }));
  const guard = spawn(process.execPath, [guardScript], { stdio: ['pipe', 'ignore', 'inherit'] });
  stopped?.kill('SIGSTOP');
  guard.stdin.end(`+${stopped?.pid}\n+${spared?.pid}\n-${spared?.pid}\n`);
  await Promise.all([once(guard, 'exit'), once(stopped!, 'exit')]);
  expect(stopped?.signalCode).toBe('SIGKILL');
  expect(spared?.kill('SIGKILL')).toBe(true);
  await once(spared!, 'exit');
});
