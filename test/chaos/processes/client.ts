/**
 * A client: `node client.ts <settings>`. Gets cases one by one, plays them side by side, and says which are played.
 * It may be killed at any moment; somebody else then plays the same cases again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@waystone/engine';
import type { ClientLine } from '../evidence/lines.ts';
import { FileLog } from '../evidence/lines.ts';
import type { Case } from '../run/plan.ts';
import { Player } from './play.ts';
import { endWithParent, settingsOf, storeOf } from './settings.ts';
import { witnessedByClient } from './witness.ts';

endWithParent();
const settings = settingsOf(process.argv.slice(2));
const log = new FileLog<ClientLine>(settings.log);
const store = witnessedByClient(storeOf(settings), log);
const client = new Client(store);

async function playAndTell(one: Case): Promise<void> {
  await new Player({ client, log, sleep }).play(one);
  process.send?.({ played: one.id });
}

process.on('message', (one: Case) => void playAndTell(one));
process.once('SIGTERM', () => void store.close().then(() => process.disconnect()));
process.send?.('ready');
