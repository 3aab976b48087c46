/**
 * Gives the tests a real PostgreSQL: the server named by WAYSTONE_TEST_POSTGRES, or one that is started for the run.
 * Nothing is skipped if there is neither.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server. */
    readonly postgres: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['WAYSTONE_TEST_POSTGRES'];
  const server = given === undefined ? await startServer() : { url: given, stop: () => Promise.resolve() };
  project.provide('postgres', server.url);
  return server.stop;
}

async function startServer(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const script = fileURLToPath(new URL('server.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const failed = ended.then(() => {
    throw new Error('the PostgreSQL of the tests did not start; see above');
  });
  const [url] = await Promise.race([line, failed]);
  failed.catch(() => undefined);
  return {
    url,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
