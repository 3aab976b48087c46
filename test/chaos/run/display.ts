/** What people see of a run: one line while it goes on, a table at the end. Plain where there is no terminal. */
import { styleText } from 'node:util';
import { invariants } from '../invariants/index.ts';
import type { Violation } from '../invariants/invariant.ts';
import type { Progress, Verdict } from './run.ts';

const plainEveryMs = 5_000;
const nameWidth = 9;

export class Display {
  readonly #name: string;
  readonly #isTerminal = process.stdout.isTTY;
  #shownAtMs = -Infinity;

  constructor(name: string) {
    this.#name = name;
  }

  show(progress: Progress): void {
    if (!this.#isTerminal && progress.elapsedMs - this.#shownAtMs < plainEveryMs) return;
    this.#shownAtMs = progress.elapsedMs;
    const numbers = numbersOf(progress);
    if (!this.#isTerminal) return console.log(`${this.#name.padEnd(nameWidth)}${numbers}`);
    const name = styleText('cyan', this.#name.padEnd(nameWidth));
    process.stdout.write(`\r\u001B[2K${name}${numbers.slice(0, process.stdout.columns - nameWidth)}`);
  }

  close(): void {
    if (this.#isTerminal) process.stdout.write('\r\u001B[2K');
  }
}

function numbersOf({ elapsedMs, started, ended, executions, steps, refused, faults }: Progress): string {
  const count = Object.values(faults).reduce((sum, one) => sum + one, 0);
  const numbers = [`${ended}/${started} instances`, `${executions} executions`, `${steps} steps`, `${count} faults`, `${refused} refused`];
  return [`${Math.round(elapsedMs / 1000)} s`.padStart(6), ...numbers.map((part) => part.padStart(16))].join(' ');
}

const labelWidth = 34;

function row(label: string, value: string | number): string {
  return `  ${label.padEnd(labelWidth)} ${String(value).padStart(8)}`;
}

export function table(name: string, { numbers, executedAgain, violations }: Verdict): string {
  const { started, ended, executions, steps, refused, sessionsEnded, faults, elapsedMs } = numbers;
  const holds = violations.length === 0 ? styleText('green', '0') : styleText('red', String(violations.length));
  return [
    styleText('bold', `${name}, ${Math.round(elapsedMs / 1000)} s`),
    row('instances started', started),
    row('instances played to their end', ended),
    row('steps committed', steps),
    row('task executions', executions),
    row('… of an attempt a second time', executedAgain),
    row('commits refused', refused),
    row('workers killed', faults['kill worker']),
    row('workers retired', faults['retire worker']),
    row('workers stopped past their lease', faults['stop worker']),
    row('clients killed', faults['kill client']),
    ...(name === 'postgres' ? ofServer(sessionsEnded, faults) : []),
    row('invariants checked', invariants.length),
    `  ${'violations'.padEnd(labelWidth)} ${' '.repeat(8 - String(violations.length).length)}${holds}`,
  ].join('\n');
}

function ofServer(sessionsEnded: number, faults: Progress['faults']): readonly string[] {
  return [
    row('sessions ended by the server', sessionsEnded),
    row('bursts of cut connections', faults['cut wire']),
    row('server crashes', faults['crash server']),
    row('server restarts', faults['restart server']),
  ];
}

const mostShown = 10;

export function violationsText(violations: readonly Violation[], folder: string): string {
  const shown = violations.slice(0, mostShown).map(({ invariant, instance, problem, evidence }) => {
    const says = invariants.find(({ name }) => name === invariant)?.says ?? 'the run comes to its end';
    const lines = evidence.slice(0, 4).map((one) => `      ${JSON.stringify(one)}`);
    return [`${styleText('red', `violated: ${says}`)} (${invariant})`, `    ${instance}: ${problem}`, ...lines].join('\n');
  });
  const rest = violations.length > mostShown ? [`… and ${violations.length - mostShown} more`] : [];
  return [...shown, ...rest, `Everything that is known of it is in ${folder}`].join('\n');
}
