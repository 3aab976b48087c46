/** What is bounded, on SQLite: see `bounds.ts`. */
import { DatabaseSync } from 'node:sqlite';
import { fileDatabase } from '../support/machine.js';
import { exerciseBounds } from './bounds.js';
import type { OpenDatabase } from './bounds.js';

exerciseBounds({ openDatabase, longSteps: 5_000 });

function openDatabase(): OpenDatabase {
  const database = fileDatabase();
  const query = async (text: string) => {
    const connection = new DatabaseSync(database.path);
    try {
      return connection.prepare(text).all();
    } finally {
      connection.close();
    }
  };
  return { database, query, prefix: '' };
}
