/** All that is known of a run once it is over, for those who judge it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../run/plan.ts';
import type { Outcome } from '../scenarios/scenario.ts';
import type { ClientLine, WorkerLine } from './lines.ts';
import type { Rows, Sample } from './rows.ts';

export interface Evidence {
  readonly cases: readonly Case[];
  /** One list of lines per process. */
  readonly workers: readonly (readonly WorkerLine[])[];
  readonly clients: readonly (readonly ClientLine[])[];
  readonly rows: Rows;
  readonly samples: readonly Sample[];
  /** What the store says in the end, by instance. Absent: it has not ended. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** The logs of the processes whose files begin with that. */
export function readLogs<Line>(folder: string, prefix: 'worker' | 'client'): readonly (readonly Line[])[] {
  const files = readdirSync(folder).filter((file) => file.startsWith(`${prefix}-`) && file.endsWith('.jsonl'));
  return files.toSorted().map((file) => linesOf<Line>(join(folder, file)));
}

function linesOf<Line>(file: string): readonly Line[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
}
