/** What a simulation says of runs that differ. */
import { differences, forbiddenRepeats } from './observed.js';
import type { Observed } from './observed.js';
import type { Crashes, Ran } from './run-once.js';
import type { RecordedCall } from './tasks.js';

/** A run that differs: where it crashed, and in what. */
export interface Failed {
  readonly where: string;
  readonly problems: readonly string[];
  readonly trace: string;
}

/** What is different about a run with a crash; empty: nothing. */
export function failureOf(base: Ran, run: Ran, crash: Crashes): readonly Failed[] {
  const problems = [...differences(base, run), ...forbiddenRepeats(run.calls, run.crashes)];
  return problems.length === 0 ? [] : [{ where: whereOf(base, crash), problems: [...problems, ...repeatsTold(run)], trace: run.trace }];
}

/** Which crash, for people. */
export function whereOf(base: Ran, crash: Crashes): string {
  if (crash === 'everywhere') return 'after every commit';
  const step = base.stepAt(crash.commit);
  const from = step?.history?.node || 'the start';
  const to = step && ('node' in step.then ? step.then.node : step.then.kind);
  return `${crash.at} commit ${crash.commit} of ${base.commits} (from ${from} to ${to ?? 'the end'})`;
}

/** The message of the first failure, which names the others. */
export function messageOf({ where, problems, trace }: Failed, others: readonly Failed[], hint: string): string {
  const more = others.length === 0 ? '' : `\n\nIt also differs with a crash ${others.map((other) => other.where).join(', ')}.`;
  return `with a crash ${where} the run comes to something else than without:\n${listed(problems)}${hint}\n\n${trace}${more}`;
}

/** What to do if both courses are right; empty: no lanes race in it. */
export function hintOfRaces({ graphs, compared }: Ran): string {
  const nodes = graphs.flatMap((graph) => Object.values(graph.nodes));
  const racing = compared === undefined && nodes.some((node) => node.kind === 'fork' && node.mode !== 'settled');
  return racing ? '\nIf lanes race in it, both may be right: say with compare what has to be the same.' : '';
}

/** Lines of a list. */
export function listed(lines: readonly string[]): string {
  return lines.map((line) => `  - ${line}`).join('\n');
}

/** What was performed twice, which the difference most often comes from. */
function repeatsTold({ calls }: Observed): string[] {
  const performed = new Map<string, RecordedCall[]>();
  for (const call of calls) {
    const step = `${call.node} ${call.idempotencyKey}`;
    performed.set(step, [...(performed.get(step) ?? []), call]);
  }
  return [...performed.values()].flatMap(([first, ...again]) => (first && again.length > 0 ? [repeatTold(first, again.length + 1)] : []));
}

function repeatTold({ task, node, idempotencyKey }: RecordedCall, times: number): string {
  return `${task} at ${node} was performed ${times === 2 ? 'twice' : `${times} times`}, each time with idempotency key ${idempotencyKey}`;
}
