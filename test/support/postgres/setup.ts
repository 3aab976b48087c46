/**
 * Gives the tests a real PostgreSQL: the server named by WAYSTONE_TEST_POSTGRES, or one that is started for the run.
 * Nothing is skipped if there is neither.
 */
import type { TestProject } from 'vitest/node';
import { startServer } from './start-server.ts';

/** Every worker has many stores at once, and a machine may have many workers. */
const connections = 500;

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server. */
    readonly postgres: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['WAYSTONE_TEST_POSTGRES'];
  const server =
    given === undefined ? await startServer({ settings: { max_connections: connections } }) : { url: given, stop: () => Promise.resolve() };
  project.provide('postgres', server.url);
  return server.stop;
}
