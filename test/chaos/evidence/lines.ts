/**
 * What the processes of a run write down outside the store: one file per process, one JSON line per event, appended
 * before and after everything that counts. A process that is killed leaves what it had written.
 *
 * Always: the lines of one file are in the order in which they happened; bytes are named by their digest.
 */
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Outcome } from '../scenarios/scenario.ts';

export interface Timed {
  /** Wall clock of the machine, which is the database's as well. Milliseconds. */
  readonly at: number;
}

export interface LaneEnded {
  readonly position: number;
  readonly end: string;
  readonly digest?: string;
}

/** The worker has got a lane. */
export interface ClaimLine extends Timed {
  readonly what: 'claim';
  readonly n: number;
  readonly uid: string;
  readonly instance: string;
  readonly lane: string;
  readonly owner: number;
  readonly epoch: number;
  readonly seq: number;
  /** Failed attempts at its node so far. */
  readonly attempt: number;
  readonly node: string;
  readonly request: string;
  /** Of the continuation. */
  readonly digest: string;
  readonly signal?: { readonly sid: number; readonly digest: string };
  readonly ended?: readonly LaneEnded[];
}

/** The worker is about to commit a step. */
export interface CommitLine extends Timed {
  readonly what: 'commit';
  /** Number of the call in this process. */
  readonly call: number;
  /** Of an instance that is about to be started; `n` is 0, since it has no number yet. */
  readonly uid?: string;
  readonly n: number;
  readonly lane: string;
  readonly owner: number;
  readonly epoch: number;
  readonly seq: number;
  readonly then: string;
  /** 1-based; absent: no history is kept. */
  readonly attempt?: number;
  readonly end?: string;
  /** Of the continuation, or of what the lane ends with. */
  readonly digest?: string;
  readonly wakeAt?: number;
  /** How many lanes it opens. */
  readonly lanes?: number;
  readonly consumed?: number;
  /** Of a step that a lane makes when it is opened: the call that opens it. */
  readonly fork?: number;
  /** Of a step that was put off: the call that it is part of. */
  readonly leadsTo?: number;
  /** Of a step behind a join that goes with the end of a lane, or is not made: the call of that end. */
  readonly behind?: number;
  /** With what the task wrote, in one transaction. If that is undone, the task is executed anew and the step is another. */
  readonly together?: true;
}

/** The store has answered a commit: `applied`, `lost`, or the code of an error. */
export interface CommittedLine extends Timed {
  readonly what: 'committed';
  readonly call: number;
  readonly status: string;
}

/** A task begins. */
export interface BeginLine extends Timed {
  readonly what: 'begin';
  readonly instance: string;
  readonly node: string;
  /** Idempotency key of the step: `<uid>/<lane>/<seq>`. */
  readonly key: string;
  readonly attempt: number;
}

/** A task has ended. */
export interface EndLine extends Omit<BeginLine, 'what'> {
  readonly what: 'end';
  readonly ok: boolean;
}

export type WorkerLine = ClaimLine | CommitLine | CommittedLine | BeginLine | EndLine;

/** A client is about to ask the store for something. */
export interface AskLine extends Timed {
  readonly what: 'ask';
  readonly call: number;
  readonly verb: 'start' | 'send' | 'cancel' | 'pause' | 'resume';
  readonly instance: string;
  readonly uid?: string;
  readonly onConflict?: string;
  readonly signal?: string;
  readonly digest?: string;
}

/** The store has answered it: a result of the store, or the code of an error. */
export interface AnswerLine extends Timed {
  readonly what: 'answer';
  readonly call: number;
  readonly status: string;
}

/** A client has seen an instance end. */
export interface SeenLine extends Timed {
  readonly what: 'seen';
  readonly instance: string;
  readonly outcome: Outcome;
}

export type ClientLine = AskLine | AnswerLine | SeenLine;

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

export type Untimed<Line> = Line extends Timed ? Omit<Line, 'at'> : never;

/** Where one process writes its lines. */
export interface Log<Line extends Timed> {
  readonly write: (...lines: readonly Untimed<Line>[]) => void;
}

/** A file that one process appends to. */
export class FileLog<Line extends Timed> implements Log<Line> {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** One write, however many lines: what is killed leaves all of it or nothing. */
  write(...lines: readonly Untimed<Line>[]): void {
    if (lines.length === 0) return;
    const at = Date.now();
    appendFileSync(this.#file, lines.map((line) => `${JSON.stringify({ at, ...line })}\n`).join(''));
  }
}
