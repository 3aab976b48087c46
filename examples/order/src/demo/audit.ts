/**
 * The proof, from three sources that know nothing of each other: the provider's ledger, the engine's history, and the witness file
 * of task executions.
 */
import { readFileSync } from 'node:fs';
import type { HistoryItem } from '@waystone/engine';
import type { Entry } from '../payment-service/ledger.js';
import type { Execution } from '../witness.js';
import type { Ending } from './tally.js';

export interface Claim {
  readonly text: string;
  readonly holds: number;
  readonly of: number;
}

export interface Audit {
  readonly claims: readonly Claim[];
  /** Tasks that ran once more although their result had been committed. */
  readonly executedAgain: number;
  /** Finished nodes, each one commit. */
  readonly steps: number;
  readonly executions: number;
  readonly committedTasks: number;
}

export interface Evidence {
  readonly endings: ReadonlyMap<string, Ending>;
  readonly histories: ReadonlyMap<string, readonly HistoryItem[]>;
  readonly ledgerFile: string;
  readonly witnessFile: string;
  /** How far the clock of this machine, by which the witness goes, is ahead of the database's, by which the history goes. */
  readonly leadMs: number;
}

interface Account {
  readonly charges: number;
  readonly charged: number;
  readonly refunded: number;
}

const untouched: Account = { charges: 0, charged: 0, refunded: 0 };

function linesOf<T>(file: string): T[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

function accountsOf(ledger: readonly Entry[]): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const { kind, order, amount } of ledger) {
    const { charges, charged, refunded } = accounts.get(order) ?? untouched;
    const isCharge = kind === 'charge';
    accounts.set(order, {
      charges: charges + (isCharge ? 1 : 0),
      charged: charged + (isCharge ? amount : 0),
      refunded: refunded + (isCharge ? 0 : amount),
    });
  }
  return accounts;
}

function moneyClaims({ endings, ledgerFile }: Evidence): Claim[] {
  const accounts = accountsOf(linesOf<Entry>(ledgerFile));
  const ended = (outcome: Ending['outcome']): Account[] =>
    [...endings].filter(([, ending]) => ending.outcome === outcome).map(([order]) => accounts.get(order) ?? untouched);
  const shipped = ended('shipped');
  const charged = ended('refused').filter(({ charges }) => charges > 0);
  const keptOnce = shipped.filter(({ charges, refunded }) => charges === 1 && refunded === 0);
  const givenBack = charged.filter((account) => account.charged === account.refunded);
  return [
    { text: 'shipped orders charged exactly once', holds: keptOnce.length, of: shipped.length },
    { text: 'charged orders that were refused and got all of it back', holds: givenBack.length, of: charged.length },
  ];
}

function keyOf({ instanceId, node }: Pick<Execution, 'instanceId' | 'node'>): string {
  return `${instanceId} ${node}`;
}

/** Every task of this workflow is passed at most once in an instance, so instance and node name a step. */
function commitsOf(histories: Evidence['histories']): ReadonlyMap<string, HistoryItem> {
  const commits = [...histories].flatMap(([instanceId, items]) =>
    items.filter(({ outcome }) => outcome !== 'retried').map((item) => [keyOf({ instanceId, node: item.node }), item] as const),
  );
  return new Map(commits);
}

export function isProven({ claims, executedAgain }: Audit): boolean {
  return executedAgain === 0 && claims.every(({ holds, of }) => holds === of);
}

export function audit(evidence: Evidence): Audit {
  const executions = linesOf<Execution>(evidence.witnessFile);
  const commits = commitsOf(evidence.histories);
  const executed = new Set(executions.map(keyOf));
  const again = executions.filter((execution) => execution.at - evidence.leadMs > (commits.get(keyOf(execution))?.endedAt ?? Infinity));
  const committedTasks = [...commits.keys()].filter((key) => executed.has(key)).length;
  const finished = [...evidence.endings.values()].filter(({ outcome }) => outcome !== 'failed').length;
  return {
    claims: [{ text: 'orders that came to a regular end', holds: finished, of: evidence.endings.size }, ...moneyClaims(evidence)],
    executedAgain: again.length,
    steps: commits.size,
    executions: executions.length,
    committedTasks,
  };
}
