/** Folders with the data of servers, for tests that need more than one server, or one that is set up in its own way. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { handOver } from './host.ts';

/** Within a test file: an empty folder that is gone when the file is done. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waystone-postgres-data-'));
  handOver(folder);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Of a server that does not run. */
export function copyData(from: string, to: string): void {
  const { status, stderr, error } = spawnSync('cp', ['-a', `${from}/.`, to], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the data could not be copied: ${stderr}`, { cause: error });
}

export function writeData(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, name), text);
  handOver(join(folder, name));
}

/** A certificate for `localhost`, and its key. */
export function addCertificate(folder: string): void {
  for (const name of ['server.pem', 'server.key']) {
    copyFileSync(certificate(name), join(folder, name));
    chmodSync(join(folder, name), 0o600);
    handOver(join(folder, name));
  }
}

/** Path of `ca.pem`, which signed the server's, or of `other-ca.pem`. */
export function certificate(name: string): string {
  return fileURLToPath(new URL(`certificates/${name}`, import.meta.url));
}
