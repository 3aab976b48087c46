/**
 * Three goals: one that is allowed to send its mail, one that is not, one with too small a budget.
 * Usage: `node dist/main.js [SQLite file]`; DATABASE_URL, if it is set, names a PostgreSQL instead.
 */
import { randomUUID } from 'node:crypto';
import { Worker } from '@waystone/engine';
import { postgres } from '@waystone/engine/postgres';
import { sqlite } from '@waystone/engine/sqlite';
import { AgentWorkflow } from './agent.workflow.js';
import { localTools, scriptedModel } from './fakes.js';
import { clients, workflows } from './generated/index.js';

const [file = 'agent.db'] = process.argv.slice(2);
const { DATABASE_URL } = process.env;
const text = 'What do a desk and a lamp cost? Mail it to purchasing.';

const store = DATABASE_URL ? postgres(DATABASE_URL) : sqlite(file);
const worker = new Worker({ store, workflows: [workflows.agent(new AgentWorkflow(scriptedModel(), localTools))] });
await worker.start();
const { agent } = clients(store);

async function converse(title: string, budget: number, allowed: boolean): Promise<void> {
  const handle = await agent.start(`goal-${randomUUID()}`, { text, budget });
  const asked = await handle.asksFor.waitFor((call) => call !== null);
  console.log(`${title}: asks for ${asked?.tool}`);
  await handle.permission.send({ allowed, by: 'ann' });
  console.log(`${title}:`, await handle.result());
}

async function runOut(title: string): Promise<void> {
  const handle = await agent.start(`goal-${randomUUID()}`, { text, budget: 150 });
  console.log(`${title}:`, await handle.result().catch(String));
}

await converse('allowed', 5_000, true);
await converse('not allowed', 5_000, false);
await runOut('short of money');

await worker.stop();
await store.close();
