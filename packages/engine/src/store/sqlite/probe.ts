/** Whether the transaction on a connection is open, and one of the file that holds the store. */
import { statSync } from 'node:fs';
import { TransactionForeignError, TransactionInvalidError } from '@waystone/core';
import { CompiledQuery } from 'kysely';
import { leaveProbe, undoProbe } from '../caller-transaction.js';
import type { Ask } from '../caller-transaction.js';
import { inMemory } from './options.js';

/**
 * Undoes what fails in it, and leaves the caller's transaction the one that writes: what reads first may not write any more
 * once another process has.
 *
 * @throws TransactionForeignError, TransactionInvalidError
 */
export async function assertSameFile(ask: Ask, path: string): Promise<void> {
  const file = await fileOf(ask).catch(async (cause: unknown) => {
    await ask(undoProbe);
    await ask(leaveProbe);
    throw new TransactionForeignError(path, 'it is not one of SQLite', { cause });
  });
  await ask(leaveProbe);
  if (path === inMemory) throw new TransactionForeignError(path, 'nobody else can have a transaction in it');
  if (!isSame(file, path)) throw new TransactionForeignError(path, `its file is ${file === '' ? 'none' : `'${file}'`}`);
  await assertOpen(ask);
  await ask(CompiledQuery.raw('update migrations set version = version where version < 0'));
}

/** A `select` of the same would begin to read, and keep the transaction from writing after others. */
const askFiles = CompiledQuery.raw('pragma database_list');

async function fileOf(ask: Ask): Promise<string> {
  const { rows } = await ask(askFiles);
  const files = rows as readonly { readonly name: string; readonly file: string | null }[];
  return files.find(({ name }) => name === 'main')?.file ?? '';
}

function isSame(file: string, path: string): boolean {
  const [one, other] = [file, path].map((name) => (name === '' ? undefined : statSync(name, { bigint: true, throwIfNoEntry: false })));
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino;
}

/** Where a transaction is open, none can be begun. */
async function assertOpen(ask: Ask): Promise<void> {
  const isOpen = await ask(CompiledQuery.raw('begin')).then(
    () => false,
    () => true,
  );
  if (isOpen) return;
  await ask(CompiledQuery.raw('rollback'));
  throw new TransactionInvalidError('is not open: it has ended, or was not begun');
}
