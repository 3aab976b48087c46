/** A program that only starts and signals: `node api.js <database> start <id> <turns>` or `node api.js <database> go <id> <word>`. */
import { clients } from './generated/index.js';
import { openStore } from './store.js';

const [database = '', what = '', id = '', value = ''] = process.argv.slice(2);
const store = openStore(database);
const { journey, hold } = clients(store);
if (what === 'start') await journey.start(id, Number(value));
else if (what === 'go') await journey.get(id).go.send(value);
else await hold.start(id);
await store.close();
