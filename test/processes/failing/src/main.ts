import { writeFileSync } from 'node:fs';
import { failures } from './failures.js';

writeFileSync(process.argv[2] ?? '', JSON.stringify(await failures()));
