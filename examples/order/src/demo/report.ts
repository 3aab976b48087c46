/** The closing table. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { isPostgres } from '../store.js';
import type { Audit, Claim } from './audit.js';
import type { Ending } from './tally.js';

export interface Run {
  readonly elapsedMs: number;
  readonly kills: number;
  readonly payments: { readonly requests: number; readonly faults: number };
  readonly databaseFile: string;
}

const labelWidth = 58;

function row(label: string, value: string | number, note = ''): string {
  return `  ${label.padEnd(labelWidth)}${String(value).padStart(9)}  ${note}`.trimEnd();
}

function heading(text: string): string {
  return `\n${styleText('bold', text)}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function outcomeOf(ending: Ending): string {
  switch (ending.outcome) {
    case 'shipped':
      return 'shipped';
    case 'refused':
      return `refused: ${ending.reason.replace(/\d+ g to /, 'a parcel to ')}`;
    case 'failed':
      return `failed: ${ending.error}`;
  }
}

function outcomeRows(endings: Iterable<Ending>): string[] {
  const counts = new Map<string, number>();
  for (const ending of endings) counts.set(outcomeOf(ending), (counts.get(outcomeOf(ending)) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([label, count]) => row(label, number(count)));
}

function claimRow({ text, holds, of }: Claim): string {
  return row(text, `${number(holds)}/${number(of)}`, verdict(holds === of));
}

function verdict(holds: boolean): string {
  return holds ? styleText('green', 'holds') : styleText('red', 'BROKEN');
}

function fromHere(path: string): string {
  return relative(process.env['INIT_CWD'] ?? process.cwd(), path);
}

function nextSteps(databaseFile: string): string[] {
  const store = `--store ${isPostgres ? '"$DATABASE_URL"' : fromHere(databaseFile)}`;
  return [
    `  npx waystone list ${store} --status failed   # failed means refused here`,
    `  npx waystone show order-0001 ${store}`,
    `  less ${fromHere(fileURLToPath(new URL('../../src/order.workflow.ts', import.meta.url)))}`,
  ];
}

/** Everything that the demo shows at its end. */
export function report(endings: Iterable<Ending>, { claims, executedAgain, steps, executions, committedTasks }: Audit, run: Run): string {
  const { elapsedMs, kills, payments, databaseFile } = run;
  return [
    heading('Orders by outcome'),
    ...outcomeRows(endings),
    heading("The proof, from the provider's ledger, the history, and a witness file outside both"),
    ...claims.map(claimRow),
    row('tasks executed again after their commit', number(executedAgain), verdict(executedAgain === 0)),
    heading('What they went through'),
    row('times a worker was killed with SIGKILL', kills),
    row('payment requests', number(payments.requests), `${number(payments.faults)} failed or cut off on purpose`),
    row('tasks committed', number(committedTasks)),
    row(
      'times a task was executed for that',
      number(executions),
      `${number(executions - committedTasks)} more: retries of failed attempts, and attempts that the kills cut off,`,
    ),
    row('', '', 'each with the idempotency key of its task'),
    row(
      'steps committed',
      number(steps),
      `in ${number(Math.round(elapsedMs / 1000))} s; the services of the shop, not the engine, set this pace`,
    ),
    heading('The database'),
    `  ${isPostgres ? 'the PostgreSQL that DATABASE_URL names' : databaseFile}`,
    heading('Try next'),
    ...nextSteps(databaseFile),
    '',
  ].join('\n');
}
