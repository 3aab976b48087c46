/**
 * Opens the database file: makes its folder, refuses what is not a database of ours before anything is written to
 * it, and sets the connection up.
 */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as nodeSqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { NodeTooOldError, StoreCorruptError, StoreForeignError, StorePathError } from '@waystone/core';
import { inMemory } from './options.js';
import type { SqliteSettings } from './options.js';

/** `PRAGMA application_id` of a Waystone database: "Wayn" in ASCII. */
export const applicationId = 0x5761796e;

/**
 * How long SQLite itself waits for a lock. Short, because it blocks the event loop; the rest of `busyTimeout` is
 * waited without blocking.
 */
const blockingWaitMs = 10;

/** @throws a `StoreError` of our own making, or SQLite's error. */
export function openFile(settings: SqliteSettings): DatabaseSync {
  if (settings.path !== inMemory) preparePath(settings.path);
  const database = new (sqliteOfNode().DatabaseSync)(settings.path, { timeout: blockingWaitMs });
  try {
    assertOurs(database, settings.path);
    assertComplete(database, settings.path);
    setUp(database, settings);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Asked of the process: an import would fail in a Node that is too old, without saying so. */
function sqliteOfNode(): typeof nodeSqlite {
  const { getBuiltinModule } = process as Partial<NodeJS.Process>;
  const found = getBuiltinModule?.('node:sqlite');
  if (!found) throw new NodeTooOldError(process.versions.node);
  return found;
}

function preparePath(path: string): void {
  try {
    makeFolder(dirname(path));
  } catch (cause) {
    throw new StorePathError(path, 'its folder cannot be made', { cause });
  }
  if (isFolder(path)) throw new StorePathError(path, 'it is a folder');
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (cause) {
    throw new StorePathError(path, 'it cannot be looked at', { cause });
  }
}

/** One by one: where nothing can be made (as under /proc), `recursive` never comes back. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (folder !== dirname(folder)) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(folder)) throw error;
  }
}

function assertOurs(database: DatabaseSync, path: string): void {
  // One statement, so that it cannot see half of another process's first migration.
  const found = database
    .prepare('select application_id as id, (select count(*) from sqlite_schema) as tables from pragma_application_id')
    .get();
  const isNew = found?.['id'] === 0 && found['tables'] === 0;
  if (!isNew && found?.['id'] !== applicationId) throw new StoreForeignError(path);
}

/** A file that was cut off opens without complaint and fails later, page by page. */
function assertComplete(database: DatabaseSync, path: string): void {
  if (path === inMemory) return;
  const expected = Number(
    database.prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size').get()?.['bytes'],
  );
  // In this order: pages that another process is just writing are first in the log, then in the file.
  const isInLog = sizeOf(`${path}-wal`) > 0;
  const actual = sizeOf(path);
  if (!isInLog && actual < expected) throw new StoreCorruptError(path, `it has ${actual} bytes of ${expected}`);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Of pages that are kept in memory, in kB: an index of many instances should fit. */
const cacheSize = 16_000;

function setUp(database: DatabaseSync, { synchronous }: SqliteSettings): void {
  database.exec('pragma journal_mode = wal');
  database.exec(`pragma synchronous = ${synchronous}`);
  database.exec(`pragma cache_size = -${cacheSize}`);
}
