/** What a worker with nothing to do sends to PostgreSQL, in virtual time: every message counts, those that begin and end transactions included. */
import pg from 'pg';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { Machine } from '../support/machine.js';
import { testDatabase } from '../support/postgres/database.js';
import { PostgresStores } from '../support/postgres/stores.js';
import { workflows } from './fixtures/generated/index.js';
import { CounterWorkflow } from './fixtures/steps.workflow.js';
import { Recorder } from './recorder.js';

const database = await testDatabase();
const stores = new PostgresStores(database);
const seconds = 600;

afterEach(() => void vi.restoreAllMocks());

/** Gives how many messages this process has sent since. */
function countMessages(): () => number {
  const sent = vi.spyOn(pg.Client.prototype, 'query');
  return () => sent.mock.calls.length;
}

test.each([{ listen: true }, { listen: false }])(
  'an idle worker sends less than one message a second, polls aside (listen: $listen)',
  async ({ listen }) => {
    const machine = new Machine({
      database: stores.machineDatabase({ listen, connections: 2 }),
      workflows: () => [workflows.counter(new CounterWorkflow(new Recorder()))],
    });
    onTestFinished(() => machine.close());
    await machine.spawn();
    await machine.pass(20_000);
    const messages = countMessages();
    await machine.pass(seconds * 1_000);
    expect(messages()).toBeGreaterThan(0);
    expect(messages() / seconds).toBeLessThan(1);
  },
);
