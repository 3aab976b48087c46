/** Herds on SQLite. */
import { fileDatabase } from '../support/machine.js';
import { exerciseHerds } from './herds.js';

exerciseHerds(fileDatabase);
