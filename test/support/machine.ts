/** The machine of the testing kit on the databases that our own tests use. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqlite } from '@waystone/engine/sqlite';
import { Machine as AnyMachine } from '../../packages/engine/src/testing/machine.js';
import type { MachineDatabase, MachineOptions as AnyMachineOptions } from '../../packages/engine/src/testing/machine.js';
import { oneDatabase } from '../../packages/engine/src/testing/one-database.js';
import type { OneDatabase } from '../../packages/engine/src/testing/one-database.js';

export type { MachineDatabase } from '../../packages/engine/src/testing/machine.js';
export type { Process } from '../../packages/engine/src/testing/process.js';

/** A SQLite file of its own. */
export function fileDatabase(): MachineDatabase & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'waystone-'));
  const path = join(folder, 'test.db');
  return {
    path,
    open: (ports) => sqlite(path, { ports, synchronous: 'normal' }),
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** One SQLite database in memory for many machines, one after the other: each finds what those before it left. */
export function memoryDatabase(): OneDatabase {
  return oneDatabase();
}

let makeDatabase: () => MachineDatabase = fileDatabase;

/** What machines of this test file run on from now on, unless they say otherwise. */
export function runMachinesOn(make: () => MachineDatabase): void {
  makeDatabase = make;
}

export interface MachineOptions extends Omit<AnyMachineOptions, 'database'> {
  /** Default: a SQLite file of its own. */
  readonly database?: MachineDatabase;
}

export class Machine extends AnyMachine {
  constructor(options: MachineOptions) {
    super({ ...options, database: options.database ?? makeDatabase() });
  }
}
