/**
 * The processes of this machine, as the system tells of them.
 *
 * Always: a process that may exist counts as alive: one of another user, one that ended and was not waited for yet, and
 * one that got the id of a process that is gone.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Processes } from './ports.js';

export const machineProcesses: Processes = {
  host: [hostname(), boot(), processNamespace()].join(' ').trim(),
  pid: process.pid,
  isAlive,
};

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Differs after every start of the machine: ids of processes begin anew. Empty where the system does not tell. */
function boot(): string {
  return readable(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
}

/** Differs between containers, even those with one host name: each has its own ids of processes. */
function processNamespace(): string {
  return readable(() => readlinkSync('/proc/self/ns/pid'));
}

function readable(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
