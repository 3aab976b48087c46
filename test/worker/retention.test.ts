/** What workers delete by themselves, on SQLite: see `retention.ts`. */
import { fileDatabase } from '../support/machine.js';
import { exerciseRetention } from './retention.js';

exerciseRetention(fileDatabase);
